import { FieldError, UsageError } from '../errors.ts'
import { keywords, QNode } from '../q.ts'
import type { Compiler } from '../sql/compiler.ts'
import { EmptyResultSet, FullResultSet } from '../sql/result-set.ts'
import type { AverageOf, Mention, MentionsOf, OperandValue, PathsOf, ResultOf } from '../types/expressions.ts'
import { Combinable, type Operand, operand } from './combinable.ts'
import { ConditionExpression } from './conditional.ts'
import { Expression, type OutputField, type ResolveContext } from './expression.ts'
import { type Argument, argument, type Func, LikeFirst } from './func.ts'
import { Param } from './param.ts'
import { Ref, Star } from './references.ts'
import { FLOAT, INTEGER } from './types.ts'

/** Which rows and values an aggregate takes. */
export interface CountOptions {
  /** Count every value once. */
  readonly distinct?: boolean
  /** Take only rows that meet this condition. */
  readonly filter?: Readonly<Record<string, unknown>> | QNode | Expression
}

/** As {@link CountOptions}, for aggregates that have no value over no rows. */
export interface AggregateOptions extends CountOptions {
  /** The value over no rows, instead of null. */
  readonly default?: Operand
}

/** As {@link AggregateOptions}, for measures of how far values are spread. */
export interface SpreadOptions extends AggregateOptions {
  /** The rows are a sample of more: divide by one less. */
  readonly sample?: boolean
}

export type AggregateName = 'COUNT' | 'SUM' | 'AVG' | 'MIN' | 'MAX' | SpreadName
type SpreadName = `${'STDDEV' | 'VAR'}_${'POP' | 'SAMP'}`

/** A value over a group of rows. The second child, where there is one, is the filter. */
export class Aggregate<V = unknown, Paths extends Mention = Mention> extends Combinable<V, Paths> {
  readonly name: AggregateName
  readonly distinct: boolean

  constructor(name: AggregateName, source: Expression, options: AggregateOptions = {}, output?: OutputField) {
    super(options.filter === undefined ? [source] : [source, filterExpression(options.filter)], output)
    this.name = name
    this.distinct = options.distinct ?? false
  }

  label(): string {
    return `aggregate ${this.name} ${this.distinct}`
  }

  get source(): Expression {
    return this.children[0] as Expression // given to the constructor
  }

  override get containsAggregate(): boolean {
    return true
  }

  override get emptyValue(): unknown {
    return this.name === 'COUNT' ? 0 : null
  }

  override groupBy(): readonly Expression[] {
    return []
  }

  override resolve(context: ResolveContext): Expression {
    const resolved = super.resolve(context) as Aggregate
    if (!context.summarize && resolved.source.containsAggregate) {
      throw new FieldError(`Cannot compute ${this.title}('${shownName(this.source)}'): it is an aggregate`)
    }
    if (!context.summarize && resolved.source.containsWindow) {
      throw new FieldError(`Cannot compute ${this.title}('${shownName(this.source)}'): it is a value over a window`)
    }
    if (context.summarize && hasAggregateBelow(resolved.source)) {
      throw new FieldError(`Cannot compute ${this.title}: its argument is an aggregate`)
    }
    return resolved
  }

  private get title(): string {
    const [first = ''] = this.name.split('_')
    if (first === 'STDDEV') return 'StdDev'
    return first === 'VAR' ? 'Variance' : first.charAt(0) + first.slice(1).toLowerCase()
  }

  compile(compiler: Compiler): string {
    const source = this.source.compile(compiler)
    const argumentSql = `${this.distinct ? 'DISTINCT ' : ''}${source}`
    const filter = this.children[1]
    if (!filter) return compiler.backend.operations.aggregate(this.name, argumentSql, null)
    return compiler.backend.operations.aggregate(this.name, argumentSql, compileFilter(filter, compiler))
  }

  override nullable(): boolean {
    return this.name !== 'COUNT'
  }

  protected override inferOutput(): OutputField | null {
    if (this.name === 'COUNT') return INTEGER
    const output = this.source.outputOrNull
    if (this.name === 'AVG' && output?.kind !== 'decimal') return FLOAT
    return output
  }
}

function hasAggregateBelow(expression: Expression): boolean {
  return !(expression instanceof Ref) && expression.containsAggregate
}

function shownName(expression: Expression): string {
  return 'name' in expression ? String(expression.name) : expression.label()
}

/** The condition's SQL; null where it always holds, a false one where it never does. */
function compileFilter(filter: Expression, compiler: Compiler): string | null {
  try {
    return filter.compile(compiler)
  } catch (error) {
    if (error instanceof FullResultSet) return null
    if (error instanceof EmptyResultSet) return compiler.backend.operations.never
    throw error
  }
}

function filterExpression(filter: Readonly<Record<string, unknown>> | QNode | Expression): Expression {
  if (filter instanceof Expression) return filter
  return new ConditionExpression(filter instanceof QNode ? filter : new QNode(keywords(filter)))
}

/** An aggregate, or a value of its type where it has none. */
export class Defaulted extends LikeFirst {
  constructor(aggregate: Expression, otherwise: Expression) {
    super('COALESCE', [aggregate, otherwise])
  }

  override label(): string {
    return 'defaulted'
  }

  override resolve(context: ResolveContext): Expression {
    const resolved = super.resolve(context)
    const [aggregate, otherwise] = resolved.children as [Expression, Expression] // given to the constructor
    if (!(otherwise instanceof Param)) return resolved
    return resolved.with([aggregate, new Param(otherwise.index, aggregate.outputField)])
  }

  get aggregate(): Expression {
    return this.children[0] as Expression // given to the constructor
  }

  override get emptyValue(): unknown {
    return undefined
  }
}

/** What an aggregate mentions beside its source. */
type FilterMentions<O> = O extends { readonly filter: infer C } ? MentionsOf<C> : never

/** The aggregate itself, or with a default in the place of null. */
type Aggregated<V, X, O> = O extends { readonly default: infer D }
  ? Func<Exclude<V, null> | OperandValue<D>, PathsOf<X> | FilterMentions<O>>
  : Aggregate<V, PathsOf<X> | FilterMentions<O>>

function aggregated<V, X, O>(
  name: AggregateName,
  source: Expression,
  options: AggregateOptions = {},
  output?: OutputField,
): Aggregated<V, X, O> {
  const aggregate = new Aggregate(name, source, options, output)
  const made = options.default === undefined ? aggregate : new Defaulted(aggregate, operand(options.default))
  return made as Aggregated<V, X, O> // the type asks the same question
}

/** Number of rows (`'*'`), or of values that are not NULL. */
export function Count<const X extends Argument, const O extends CountOptions = object>(
  source: X,
  options?: O,
): Aggregate<number, PathsOf<X> | FilterMentions<O>> {
  if (source === '*' && options?.filter !== undefined && options.distinct) {
    throw new TypeError('Star cannot be used with distinct.')
  }
  return new Aggregate('COUNT', source === '*' ? new Star() : argument(source), options, INTEGER)
}

/** The sum; null over no rows. Sums of decimals stay exact, as text. */
export function Sum<const X extends Argument, const O extends AggregateOptions = object>(
  source: X,
  options?: O,
): Aggregated<ResultOf<X> | null, X, O> {
  return aggregated('SUM', argument(source), options)
}

/** The mean, as a float (decimal for decimals); null over no rows. */
export function Avg<const X extends Argument, const O extends AggregateOptions = object>(
  source: X,
  options?: O,
): Aggregated<AverageOf<X> | null, X, O> {
  return aggregated('AVG', argument(source), options)
}

/** What takes every value once anyway has no `distinct`, as in Django. */
function withoutDistinct<O extends AggregateOptions>(name: string, options: O | undefined): O | undefined {
  if (options?.distinct) throw new UsageError(`${name} does not allow distinct.`)
  return options
}

/** The smallest value; null over no rows. */
export function Min<const X extends Argument, const O extends AggregateOptions = object>(
  source: X,
  options?: O,
): Aggregated<ResultOf<X> | null, X, O> {
  return aggregated('MIN', argument(source), withoutDistinct('Min', options))
}

/** The largest value; null over no rows. */
export function Max<const X extends Argument, const O extends AggregateOptions = object>(
  source: X,
  options?: O,
): Aggregated<ResultOf<X> | null, X, O> {
  return aggregated('MAX', argument(source), withoutDistinct('Max', options))
}

/** The standard deviation as a float, of all there is or (`sample`) of a sample; null over no rows, or one of a sample. */
export function StdDev<const X extends Argument, const O extends SpreadOptions = object>(
  source: X,
  options?: O,
): Aggregated<number | null, X, O> {
  return aggregated(options?.sample ? 'STDDEV_SAMP' : 'STDDEV_POP', argument(source), options, FLOAT)
}

/** The variance, as {@link StdDev}. */
export function Variance<const X extends Argument, const O extends SpreadOptions = object>(
  source: X,
  options?: O,
): Aggregated<number | null, X, O> {
  return aggregated(options?.sample ? 'VAR_SAMP' : 'VAR_POP', argument(source), options, FLOAT)
}
