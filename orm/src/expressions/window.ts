import { UsageError, ValueError } from '../errors.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Mention, PathsOf } from '../types/expressions.ts'
import { Aggregate } from './aggregates.ts'
import { Combinable } from './combinable.ts'
import { Expression, type OutputField } from './expression.ts'
import { type Argument, argument } from './func.ts'
import { OrderBy } from './order-by.ts'
import { FieldReference } from './references.ts'
import type { WindowFrame } from './window-frame.ts'
import { WindowFunction } from './window-functions.ts'

/** A term of the order inside a window: a path, `-` in front for descending, or an expression. */
type Term = string | Expression

/** Which rows a window holds, in which order, and how many of them around a row. */
export interface WindowOptions {
  /** The rows of a window have these values in common; all rows are one window when left out. */
  readonly partitionBy?: Argument | readonly Argument[]
  readonly orderBy?: Term | readonly Term[]
  /** From the first row to the present one and its peers when there is an order, else all. */
  readonly frame?: WindowFrame
}

/** What the options mention; descending paths without their sign. */
type MentionsOfOptions<O> =
  | (O extends { readonly partitionBy: infer P } ? PathsOf<ItemOf<P>> : never)
  | (O extends { readonly orderBy: infer T } ? Unsigned<PathsOf<ItemOf<T>>> : never)
type ItemOf<T> = T extends readonly (infer Item)[] ? Item : T
type Unsigned<P> = P extends `-${infer Path}` ? Path : P

/** A value over the rows around each row, which stay as many as they are. */
export class WindowExpression<V = unknown, Paths extends Mention = Mention> extends Combinable<V, Paths> {
  /** How many of the children after the first one part the rows; those that follow order them. */
  readonly partitions: number
  readonly frame: WindowFrame | undefined

  constructor(
    source: Expression,
    partitionBy: readonly Expression[],
    orderBy: readonly OrderBy[],
    frame?: WindowFrame,
  ) {
    super([source, ...partitionBy, ...orderBy])
    this.partitions = partitionBy.length
    this.frame = frame
  }

  label(): string {
    return `window ${this.partitions} ${this.frame?.sql ?? ''}`
  }

  get source(): Expression {
    return this.children[0] as Expression // given to the constructor
  }

  override get containsAggregate(): boolean {
    return false
  }

  override get containsWindow(): boolean {
    return true
  }

  override nullable(query: Parameters<Expression['nullable']>[0]): boolean {
    return this.source.nullable(query)
  }

  compile(compiler: Compiler): string {
    const terms = this.children.slice(1).map(child => child.compile(compiler))
    const [groups, order] = [terms.slice(0, this.partitions), terms.slice(this.partitions)]
    const parts = [
      groups.length > 0 && `PARTITION BY ${groups.join(', ')}`,
      order.length > 0 && `ORDER BY ${order.join(', ')}`,
      this.frame?.compile(compiler),
    ]
    const window = `(${parts.filter(Boolean).join(' ')})`
    const { source } = this
    return source instanceof WindowFunction
      ? source.over(window, compiler)
      : `${source.compile(compiler)} OVER ${window}`
  }

  override groupBy(): readonly Expression[] {
    return this.children.slice(1).flatMap(child => child.groupBy())
  }

  protected override inferOutput(): OutputField | null {
    return this.source.outputOrNull
  }
}

/**
 * Compute a value over the rows around each row: `Window(Sum('hits'), { partitionBy: 'author', orderBy: 'id' })`.
 * Conditions may name the annotation; they are asked of the rows that the query has without them.
 * @throws ValueError for what is neither an aggregate nor a function for windows
 */
export function Window<V, Paths extends Mention, const O extends WindowOptions = object>(
  expression: Aggregate<V, Paths> | WindowFunction<V, Paths>,
  options?: O,
): WindowExpression<V, Paths | MentionsOfOptions<O>> {
  if (!(expression instanceof Aggregate || expression instanceof WindowFunction)) {
    throw new ValueError('Window() takes an aggregate or a function for windows, such as RowNumber().')
  }
  const { partitionBy = [], orderBy = [], frame } = (options ?? {}) as WindowOptions
  return new WindowExpression(expression, listOf(partitionBy).map(argument), listOf(orderBy).map(orderTerm), frame)
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T] // a list was told apart
}

function orderTerm(term: Term): OrderBy {
  if (term instanceof OrderBy) return term
  if (term instanceof Expression) return new OrderBy(term)
  if (typeof term !== 'string') throw new UsageError('The order of a window takes paths and expressions.')
  return term.startsWith('-')
    ? new OrderBy(new FieldReference(term.slice(1)), true)
    : new OrderBy(new FieldReference(term))
}
