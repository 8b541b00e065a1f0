import { timeZone } from '../datetime.ts'
import { UsageError, ValueError } from '../errors.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Mention, NullsOf, PathsOf, ResultOf } from '../types/expressions.ts'
import { Combinable } from './combinable.ts'
import type { Expression, OutputField } from './expression.ts'
import { type Argument, argument } from './func.ts'
import { type OutputType, outputOf } from './output.ts'
import { DATE, INTEGER, TIME } from './types.ts'

/** Parts that can be taken out of a date or time. */
export const EXTRACT_PARTS = [
  'year', 'isoYear', 'quarter', 'month', 'week', 'weekDay', 'isoWeekDay', 'day', 'hour', 'minute', 'second',
] as const // biome-ignore format: one list
/** `year isoYear quarter month week weekDay isoWeekDay day hour minute second`; weekDay 1 is Sunday, isoWeekDay 1 Monday. */
export type ExtractPart = (typeof EXTRACT_PARTS)[number]

const TIME_PARTS = new Set<string>(['hour', 'minute', 'second'])

/** Units that a date or time can be cut to; `date` and `time` take one half of a datetime. */
export const TRUNC_PARTS = [
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'date',
  'time',
  'hour',
  'minute',
  'second',
] as const
/** `year quarter month week day date time hour minute second`; weeks begin on Monday. */
export type TruncPart = (typeof TRUNC_PARTS)[number]

const ZONE_CONVERT = () => timeZone()

/** The current time zone for SQL: a parameter, or the name as part of the statement; null for kinds without a zone. */
function zoneParam(compiler: Compiler, kind: string): string | null {
  if (kind !== 'datetime') return null
  return compiler.backend.features.knowsTimeZones ? compiler.param(-1, ZONE_CONVERT) : compiler.timeZone()
}

/** One part of a date or time, as a number, in the current time zone; a second has its fraction. */
export class ExtractExpression<V = unknown, Paths extends Mention = Mention> extends Combinable<V, Paths> {
  readonly part: ExtractPart

  constructor(source: Expression, part: ExtractPart) {
    super([source], INTEGER)
    this.part = part
  }

  get source(): Expression {
    return this.children[0] as Expression // given to the constructor
  }

  label(): string {
    return `extract ${this.part}`
  }

  compile(compiler: Compiler): string {
    const kind = this.source.outputField.kind
    const sql = this.source.compile(compiler)
    return compiler.backend.operations.extract(this.part, sql, kind, zoneParam(compiler, kind))
  }

  override resolve(context: Parameters<Expression['resolve']>[0]): Expression {
    const resolved = super.resolve(context) as ExtractExpression
    refuseKind(resolved.source, this.part, 'Extract')
    return resolved
  }
}

/** Take a part out of a date, time or datetime. */
export function Extract<const X extends Argument>(
  value: X,
  part: ExtractPart,
): ExtractExpression<number | NullsOf<X>, PathsOf<X>> {
  if (!EXTRACT_PARTS.includes(part)) throw new UsageError(`'${part}' cannot be extracted.`)
  return new ExtractExpression(argument(value), part)
}

function refuseKind(source: Expression, part: string, what: string): void {
  const { kind } = source.outputField
  if (kind === 'datetime') return
  const refused =
    (kind === 'date' && TIME_PARTS.has(part)) || (kind === 'time' && !TIME_PARTS.has(part)) || !TEMPORAL.has(kind)
  if (refused) throw new ValueError(`${what} '${part}' is not possible for a ${kind} field.`)
}

const TEMPORAL = new Set(['date', 'time', 'datetime'])

/** A date or time cut to a unit, in the current time zone. */
export class TruncExpression<V = unknown, Paths extends Mention = Mention> extends Combinable<V, Paths> {
  readonly part: TruncPart

  constructor(source: Expression, part: TruncPart, output?: OutputField) {
    super([source], output ?? (part === 'date' ? DATE : part === 'time' ? TIME : undefined))
    this.part = part
  }

  get source(): Expression {
    return this.children[0] as Expression // given to the constructor
  }

  label(): string {
    return `trunc ${this.part}`
  }

  compile(compiler: Compiler): string {
    const kind = this.source.outputField.kind
    const sql = this.source.compile(compiler)
    const target = this.outputField.kind
    return compiler.backend.operations.truncate(this.part, sql, kind, target, zoneParam(compiler, kind))
  }

  override resolve(context: Parameters<Expression['resolve']>[0]): Expression {
    const resolved = super.resolve(context) as TruncExpression
    const kind = resolved.source.outputField.kind
    if (!TEMPORAL.has(kind)) throw new UsageError(`'${this.part}' cannot be taken of a ${kind} field.`)
    if (this.part !== 'date' && this.part !== 'time') refuseKind(resolved.source, this.part, 'Trunc')
    if (kind === 'date' && resolved.outputField.kind === 'datetime')
      throw new ValueError('A date cannot be cut to a datetime.')
    return resolved
  }
}

/** Cut a date, time or datetime to a unit; `output` makes a date of a datetime. */
export function Trunc<const X extends Argument, const Part extends TruncPart>(
  value: X,
  part: Part,
): TruncExpression<Part extends 'date' | 'time' ? string | NullsOf<X> : ResultOf<X>, PathsOf<X>>
export function Trunc<const X extends Argument, V>(
  value: X,
  part: TruncPart,
  output: OutputType<V>,
): TruncExpression<V | NullsOf<X>, PathsOf<X>>
export function Trunc(value: Argument, part: TruncPart, output?: OutputType<unknown>): TruncExpression {
  if (!TRUNC_PARTS.includes(part)) throw new UsageError(`Nothing can be cut to '${part}'.`)
  return new TruncExpression(argument(value), part, output && outputOf(output))
}
