import { FieldError, UsageError } from '../errors.ts'
import { keywords, QNode } from '../q.ts'
import type { Compiler } from '../sql/compiler.ts'
import { EmptyResultSet, FullResultSet } from '../sql/result-set.ts'
import type { AverageOf, Mention, MentionsOf, PathsOf, ResultOf } from '../types/expressions.ts'
import { Combinable } from './combinable.ts'
import { ConditionExpression } from './conditional.ts'
import { Expression, type OutputField, type ResolveContext } from './expression.ts'
import { type Argument, argument } from './func.ts'
import { Ref, Star } from './references.ts'
import { FLOAT, INTEGER } from './types.ts'

/** Which rows and values an aggregate takes. */
export interface AggregateOptions {
  /** Count every value once. */
  readonly distinct?: boolean
  /** Take only rows that meet this condition. */
  readonly filter?: Readonly<Record<string, unknown>> | QNode | Expression
}

export type AggregateName = 'COUNT' | 'SUM' | 'AVG' | 'MIN' | 'MAX'

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
    return this.name.charAt(0) + this.name.slice(1).toLowerCase()
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

/** What an aggregate mentions beside its source. */
type FilterMentions<O> = O extends { readonly filter: infer C } ? MentionsOf<C> : never

/** Number of rows (`'*'`), or of values that are not NULL. */
export function Count<const X extends Argument, const O extends AggregateOptions = object>(
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
): Aggregate<ResultOf<X> | null, PathsOf<X> | FilterMentions<O>> {
  return new Aggregate('SUM', argument(source), options)
}

/** The mean, as a float (decimal for decimals); null over no rows. */
export function Avg<const X extends Argument, const O extends AggregateOptions = object>(
  source: X,
  options?: O,
): Aggregate<AverageOf<X> | null, PathsOf<X> | FilterMentions<O>> {
  return new Aggregate('AVG', argument(source), options)
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
): Aggregate<ResultOf<X> | null, PathsOf<X> | FilterMentions<O>> {
  return new Aggregate('MIN', argument(source), withoutDistinct('Min', options))
}

/** The largest value; null over no rows. */
export function Max<const X extends Argument, const O extends AggregateOptions = object>(
  source: X,
  options?: O,
): Aggregate<ResultOf<X> | null, PathsOf<X> | FilterMentions<O>> {
  return new Aggregate('MAX', argument(source), withoutDistinct('Max', options))
}
