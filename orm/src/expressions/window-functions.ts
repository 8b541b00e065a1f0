import { UsageError, ValueError } from '../errors.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Mention, PathsOf, ResultOf } from '../types/expressions.ts'
import { Expression, type OutputField } from './expression.ts'
import { type Argument, argument } from './func.ts'
import { FLOAT, INTEGER } from './types.ts'

/** A function that tells something about a row among others; it stands inside `Window` alone. */
export class WindowFunction<V = unknown, Paths extends Mention = Mention> extends Expression<V, Paths> {
  readonly name: string
  /** A number of rows: how many groups, how far away, which one. */
  readonly rows: number | undefined

  constructor(name: string, args: readonly Expression[], options: { rows?: number; output?: OutputField } = {}) {
    super(args, options.output)
    this.name = name
    this.rows = options.rows
  }

  label(): string {
    return `window function ${this.name} ${this.rows ?? ''}`
  }

  compile(): string {
    throw new UsageError(`${this.name} stands inside Window() alone.`)
  }

  /** The call over a window. */
  over(window: string, compiler: Compiler): string {
    const [value, otherwise] = this.children.map(child => child.compile(compiler))
    const call = (...args: readonly (string | undefined)[]) =>
      `${this.name}(${[args[0], this.rows, ...args.slice(1)].filter(arg => arg !== undefined).join(', ')}) OVER ${window}`
    if (otherwise === undefined || compiler.backend.features.supportsDefaultInLag) return call(value, otherwise)
    // Where there is no such row, there is no 1 either.
    return `CASE WHEN ${call('1')} IS NULL THEN ${otherwise} ELSE ${call(value)} END`
  }

  override nullable(query: Parameters<Expression['nullable']>[0]): boolean {
    if (this.name === 'LAG' || this.name === 'LEAD' || this.name === 'NTH_VALUE') return true
    return this.children.some(child => child.nullable(query))
  }

  override groupBy(): readonly Expression[] {
    return this.children.flatMap(child => child.groupBy())
  }
}

/** The number of the row in its window, from 1. */
export function RowNumber(): WindowFunction<number, never> {
  return new WindowFunction('ROW_NUMBER', [], { output: INTEGER })
}

/** The place of the row in the order, from 1; equal rows share a place, and the next ones leave a gap. */
export function Rank(): WindowFunction<number, never> {
  return new WindowFunction('RANK', [], { output: INTEGER })
}

/** As `Rank`, without gaps. */
export function DenseRank(): WindowFunction<number, never> {
  return new WindowFunction('DENSE_RANK', [], { output: INTEGER })
}

/** How much of the window comes before the row, from 0 to 1: (rank - 1) / (rows - 1). */
export function PercentRank(): WindowFunction<number, never> {
  return new WindowFunction('PERCENT_RANK', [], { output: FLOAT })
}

/** How much of the window comes before the row or is equal to it, above 0 and up to 1. */
export function CumeDist(): WindowFunction<number, never> {
  return new WindowFunction('CUME_DIST', [], { output: FLOAT })
}

/** The group of the row, from 1, when the window is cut into so many groups of one size. */
export function Ntile(groups = 1): WindowFunction<number, never> {
  return new WindowFunction('NTILE', [], { rows: positive(groups, 'Ntile'), output: INTEGER })
}

/** The value of the row `offset` rows before; where there is none, the default, which is NULL when left out. */
export function Lag<const X extends Argument, const D extends Argument | null = null>(
  value: X,
  offset = 1,
  otherwise?: D,
): WindowFunction<ResultOf<X> | ResultOf<D>, PathsOf<X | D>> {
  return new WindowFunction('LAG', withDefault(value, otherwise), { rows: positive(offset, 'Lag') })
}

/** The value of the row `offset` rows after; where there is none, the default, which is NULL when left out. */
export function Lead<const X extends Argument, const D extends Argument | null = null>(
  value: X,
  offset = 1,
  otherwise?: D,
): WindowFunction<ResultOf<X> | ResultOf<D>, PathsOf<X | D>> {
  return new WindowFunction('LEAD', withDefault(value, otherwise), { rows: positive(offset, 'Lead') })
}

/** The value of the first row of the frame. */
export function FirstValue<const X extends Argument>(value: X): WindowFunction<ResultOf<X>, PathsOf<X>> {
  return new WindowFunction('FIRST_VALUE', [argument(value)])
}

/** The value of the last row of the frame, which ends with the present row unless it was said. */
export function LastValue<const X extends Argument>(value: X): WindowFunction<ResultOf<X>, PathsOf<X>> {
  return new WindowFunction('LAST_VALUE', [argument(value)])
}

/** The value of the nth row of the frame, from 1; NULL where the frame has fewer. */
export function NthValue<const X extends Argument>(value: X, nth = 1): WindowFunction<ResultOf<X> | null, PathsOf<X>> {
  return new WindowFunction('NTH_VALUE', [argument(value)], { rows: positive(nth, 'NthValue') })
}

function withDefault(value: Argument, otherwise: Argument | null | undefined): Expression[] {
  const isGiven = otherwise !== null && otherwise !== undefined
  return isGiven ? [argument(value), argument(otherwise)] : [argument(value)]
}

function positive(rows: number, name: string): number {
  if (Number.isSafeInteger(rows) && rows > 0) return rows
  throw new ValueError(`${name}() takes a whole number of rows from 1 on.`)
}
