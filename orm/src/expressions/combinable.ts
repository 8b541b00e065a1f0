import { FieldError, UsageError } from '../errors.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Query } from '../sql/query.ts'
import type { Cursor, ShapeWriter } from '../sql/shape.ts'
import type { Mention, OperandPaths, OperandResult } from '../types/expressions.ts'
import { Expression, type OutputField } from './expression.ts'
import { type Nulls, OrderBy } from './order-by.ts'
import { familyOf, isNumeric } from './output.ts'
import { Fixed, Null, Param } from './param.ts'
import { BIG_INTEGER, BOOLEAN, DATETIME, DECIMAL, FLOAT, INTEGER, TEXT } from './types.ts'

export type Operator = '+' | '-' | '*' | '/' | '%' | '^' | '&' | '|' | '#' | '<<' | '>>'

/** What stands where an expression is wanted: an expression, or a literal. */
export type Operand = Expression | string | number | bigint | boolean | Date | Uint8Array | null

/** The result of arithmetic with an operand. */
type Arithmetic<V, Paths extends Mention, O> = Combined<V | OperandResult<O>, Paths | OperandPaths<O>>

/** An expression that a user writes: it can be calculated with, ordered by, given a type. */
export abstract class Combinable<V = unknown, Paths extends Mention = Mention> extends Expression<V, Paths> {
  /** Add. */
  plus<const O extends Operand>(other: O): Arithmetic<V, Paths, O> {
    return new Combined(this, '+', operand(other))
  }

  /** Subtract. */
  minus<const O extends Operand>(other: O): Arithmetic<V, Paths, O> {
    return new Combined(this, '-', operand(other))
  }

  /** Multiply. */
  times<const O extends Operand>(other: O): Arithmetic<V, Paths, O> {
    return new Combined(this, '*', operand(other))
  }

  /** Divide; whole numbers give whole numbers, cut off towards zero. */
  dividedBy<const O extends Operand>(other: O): Arithmetic<V, Paths, O> {
    return new Combined(this, '/', operand(other))
  }

  /** Take the remainder of a division; its sign is that of the dividend. */
  mod<const O extends Operand>(other: O): Arithmetic<V, Paths, O> {
    return new Combined(this, '%', operand(other))
  }

  /** Raise to a power. */
  power<const O extends Operand>(other: O): Arithmetic<V, Paths, O> {
    return new Combined(this, '^', operand(other))
  }

  /** The bits that are set in both whole numbers. */
  bitAnd<const O extends Operand>(other: O): Arithmetic<V, Paths, O> {
    return new Combined(this, '&', operand(other))
  }

  /** The bits that are set in one of two whole numbers or both. */
  bitOr<const O extends Operand>(other: O): Arithmetic<V, Paths, O> {
    return new Combined(this, '|', operand(other))
  }

  /** The bits that are set in one of two whole numbers alone. */
  bitXor<const O extends Operand>(other: O): Arithmetic<V, Paths, O> {
    return new Combined(this, '#', operand(other))
  }

  /** The bits moved so many places up. */
  bitLeftShift<const O extends Operand>(places: O): Arithmetic<V, Paths, O> {
    return new Combined(this, '<<', operand(places))
  }

  /** The bits moved so many places down; the sign stays. */
  bitRightShift<const O extends Operand>(places: O): Arithmetic<V, Paths, O> {
    return new Combined(this, '>>', operand(places))
  }

  /** Order ascending; NULLs last unless said otherwise. */
  asc(nulls?: Nulls): OrderBy<Paths> {
    return new OrderBy(this, false, nulls)
  }

  /** Order descending; NULLs first unless said otherwise. */
  desc(nulls?: Nulls): OrderBy<Paths> {
    return new OrderBy(this, true, nulls)
  }

  /** Give the value a type, where it cannot be told from the parts. */
  output(field: OutputField): this {
    const copy = Object.create(Object.getPrototypeOf(this))
    return Object.assign(copy, this, { givenOutput: field, inferred: undefined })
  }
}

/**
 * Stand for a value in an expression; texts, too, are values here and never names.
 * @throws UsageError for undefined.
 */
export function Value<const V extends Operand>(value: V, output?: OutputField): Literal<V> {
  return new Literal(value, output)
}

/** What {@link Value} makes. */
export class Literal<const V extends Operand = Operand> extends Combinable<V, never> {
  readonly value: V

  constructor(value: V, output?: OutputField) {
    super([], output)
    if (value === undefined) throw new UsageError('undefined is no value; use null.')
    this.value = value
  }

  label(): string {
    return 'value'
  }

  compile(): string {
    throw new UsageError('A literal must be bound to its argument before it is compiled.')
  }

  override shape(writer: ShapeWriter): void {
    writer.mark(this.value === null ? 'null' : `v${this.outputOrNull?.kind}`)
    if (this.value !== null) writer.value(this.outputOrNull?.prepare(this.value) ?? this.value)
  }

  override freeze(cursor: Cursor): Expression {
    if (this.value === null) return new Null([], this.givenOutput)
    return new Param(cursor.take(), this.outputOrNull ?? undefined)
  }

  /** The literal as a part of the query itself instead of an argument. */
  fixed(): Expression {
    const output = this.outputOrNull ?? undefined
    return this.value === null ? new Null([], output) : new Fixed(output?.prepare(this.value) ?? this.value, output)
  }

  protected override inferOutput(): OutputField | null {
    const { value } = this
    if (typeof value === 'string') return TEXT
    if (typeof value === 'boolean') return BOOLEAN
    if (typeof value === 'bigint') return BIG_INTEGER
    if (typeof value === 'number' && !Number.isInteger(value)) return FLOAT
    if (typeof value === 'number') return Math.abs(value) < 2 ** 31 ? INTEGER : BIG_INTEGER
    return value instanceof Date ? DATETIME : null
  }
}

/** Arithmetic on two values. */
class Combined<V = unknown, Paths extends Mention = Mention> extends Combinable<V, Paths> {
  readonly operator: Operator

  constructor(left: Expression, operator: Operator, right: Expression) {
    super([left, right])
    this.operator = operator
  }

  label(): string {
    return `combined ${this.operator}`
  }

  compile(compiler: Compiler): string {
    const [left, right] = this.children.map(child => child.compile(compiler)) as [string, string] // always two
    const kinds = this.children.map(child => child.outputOrNull?.kind)
    return compiler.backend.operations.combine(left, this.operator, right, kinds)
  }

  override nullable(query: Query): boolean {
    return this.operator === '/' || this.operator === '%' || this.children.some(child => child.nullable(query))
  }

  protected override inferOutput(): OutputField | null {
    const kinds = this.children.map(child => child.outputOrNull?.kind)
    const [left, right] = kinds
    if (!left || !right) return this.children.find(child => child.outputOrNull)?.outputOrNull ?? null
    if (isNumeric(left) && isNumeric(right)) return numericResult(left, right)
    if (familyOf(left) === familyOf(right)) return (this.children[0] as Expression).outputField
    const hint = isNumeric(left) && familyOf(right) === 'text' ? " A text is a value here; F('…') names a field." : ''
    throw new FieldError(
      `Cannot infer type of '${this.operator}' expression involving these types: ${left}, ${right}. You must set the output field.${hint}`,
    )
  }
}

function numericResult(left: string, right: string): OutputField {
  if (left === 'decimal' || right === 'decimal') return DECIMAL
  if (left === 'float' || right === 'float') return FLOAT
  return left === 'bigInteger' || right === 'bigInteger' ? BIG_INTEGER : INTEGER
}

/** Take literals as values. */
export function operand(value: Operand): Expression {
  return value instanceof Expression ? value : Value(value)
}
