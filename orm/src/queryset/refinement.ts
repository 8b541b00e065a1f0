import type { Database } from '../database.ts'
import { NotSupportedError, UsageError, ValueError } from '../errors.ts'
import { PREFETCHES_CLEARED, type PrefetchInput } from '../prefetch.ts'
import type { QuerySet } from '../queryset.ts'
import type { Bound } from '../sql/shape.ts'
import * as steps from '../sql/steps.ts'
import type { Conditions } from '../types/conditions.ts'
import type { OrderKey, OrderSuggestion } from '../types/order.ts'
import type { Loaded } from '../types/relations.ts'
import type { ColumnKey } from '../types/rows.ts'
import type {
  Annotations,
  AnnotationValues,
  CheckedAnnotations,
  PathArgument,
  PathSuggestion,
  RelationPath,
  ValuesRow,
  ValuesTuple,
} from '../types/values.ts'
import { Evaluation, type Traits } from './evaluation.ts'

/** How `selectForUpdate` waits and what it locks. */
export interface LockOptions {
  /** Fail at once when a row is locked. */
  readonly noWait?: boolean
  /** Leave locked rows out. */
  readonly skipLocked?: boolean
  /** Lock only the rows of these relations (`'self'` = the model's own). */
  readonly of?: readonly string[]
  /** Let others insert rows that point at the locked ones. */
  readonly noKey?: boolean
}

/** Units to which `dates` cuts. */
export type DateKind = 'year' | 'month' | 'week' | 'day'
/** Units to which `datetimes` cuts. */
export type DatetimeKind = DateKind | 'hour' | 'minute' | 'second'
export type Direction = 'ASC' | 'DESC'

/** The methods that give another QuerySet: none of them asks the database. `M` model, `R` row, `A` annotations. */
export abstract class Refinement<M, R, A> extends Evaluation<R> {
  /** The same query again, not read yet. */
  all(): this {
    return this.derive(this)
  }

  /**
   * Keep the rows for which every condition holds. Conditions of one call that cross a to-many relation speak about the
   * same related row, those of separate calls each about some row.
   * @throws FieldError, ValueError, UsageError at once, when a key or value does not fit.
   */
  filter<const T extends readonly unknown[]>(...conditions: Conditions<M, T, A>): this {
    return this.derive(steps.filter(this, conditions as readonly unknown[] as readonly steps.ConditionInput[]))
  }

  /** Keep the rows for which the conditions do not all hold; rows with NULL in a compared column are kept. */
  exclude<const T extends readonly unknown[]>(...conditions: Conditions<M, T, A>): this {
    return this.derive(steps.exclude(this, conditions as readonly unknown[] as readonly steps.ConditionInput[]))
  }

  /** Replace the order: paths, `-` in front for descending, `'?'` for random, or expressions. No terms clear it. */
  orderBy<const K extends OrderSuggestion<M, A>>(...terms: OrderKey<M, A, K>[]): this {
    return this.derive(steps.orderBy(this, terms as readonly unknown[] as Parameters<typeof steps.orderBy>[1]))
  }

  /** Turn the order round, the model's default order too. */
  reverse(): this {
    return this.derive(steps.reverse(this))
  }

  /** Drop rows that are equal; with fields, keep the first row for each of their values (PostgreSQL's DISTINCT ON). */
  distinct<const K extends PathSuggestion<M, A>>(...fields: PathArgument<M, A, K>[]): this {
    this.refuseCombined('distinct')
    return this.derive(steps.distinct(this, fields as readonly unknown[] as readonly string[]))
  }

  /** Nothing: no statement is ever sent for it. */
  none(): this {
    return this.derive(steps.none(this))
  }

  /** Read rows as objects of the named paths, and of expressions in a last object. No names = all columns. */
  values<const K extends PathSuggestion<M, A> & string = never>(
    ...fields: PathArgument<M, A, K>[]
  ): QuerySet<M, ValuesRow<M, K, A>, A>
  values<const K extends PathSuggestion<M, A> & string, const E extends Annotations>(
    ...fields: [...PathArgument<M, A, K>[], E & CheckedAnnotations<M, A, E>]
  ): QuerySet<M, ValuesRow<M, K, A> & AnnotationValues<M, A, E>, A & AnnotationValues<M, A, E>>
  values(...fields: readonly unknown[]): unknown {
    const last = fields.at(-1)
    const expressions = typeof last === 'object' && last !== null ? (last as steps.ExpressionInputs) : undefined
    const names = (expressions ? fields.slice(0, -1) : fields) as readonly string[]
    return this.retyped(steps.values(this, names, expressions), { format: 'object' })
  }

  /** Read rows as lists of values in the order of the paths; `{ flat: true }` with one path gives the values alone. */
  valuesList<const K extends PathSuggestion<M, A> & string>(
    field: PathArgument<M, A, K>,
    options: { readonly flat: true },
  ): QuerySet<M, ValuesTuple<M, [K], A>[0], A>
  valuesList<const K extends readonly (PathSuggestion<M, A> & string)[]>(
    ...fields: { readonly [I in keyof K]: PathArgument<M, A, K[I]> }
  ): QuerySet<M, ValuesTuple<M, K, A>, A>
  valuesList(...fields: readonly unknown[]): unknown {
    const last = fields.at(-1)
    const options = typeof last === 'object' && last !== null ? (last as { readonly flat?: boolean }) : undefined
    const names = (options ? fields.slice(0, -1) : fields) as readonly string[]
    const flat = options?.flat === true
    if (flat && names.length > 1) {
      throw new UsageError("'flat' is not valid when valuesList is called with more than one field.")
    }
    return this.retyped(steps.values(this, names), { format: flat ? 'flat' : 'tuple' })
  }

  /** The distinct dates of a field, cut to a unit, as 'YYYY-MM-DD'. */
  dates<const K extends PathSuggestion<M, A> & string>(
    field: PathArgument<M, A, K>,
    kind: DateKind,
    direction: Direction = 'ASC',
  ): QuerySet<M, string, A> {
    return this.retyped(steps.dates(this, String(field), checkedKind(kind, DATE_KINDS), isDescending(direction)), FLAT)
  }

  /** The distinct datetimes of a field, cut to a unit in the current time zone. */
  datetimes<const K extends PathSuggestion<M, A> & string>(
    field: PathArgument<M, A, K>,
    kind: DatetimeKind,
    direction: Direction = 'ASC',
  ): QuerySet<M, Date, A> {
    const unit = checkedKind(kind, DATETIME_KINDS)
    return this.retyped(steps.datetimes(this, String(field), unit, isDescending(direction)), FLAT)
  }

  /** Add computed values to every row; later conditions and orders may name them. */
  annotate<const E extends Annotations>(
    expressions: E & CheckedAnnotations<M, A, E>,
  ): QuerySet<M, R & AnnotationValues<M, A, E>, A & AnnotationValues<M, A, E>> {
    this.refuseCombined('annotate')
    return this.retyped(steps.annotate(this, expressions as unknown as steps.ExpressionInputs))
  }

  /** Name computed values for later conditions and orders, without reading them. */
  alias<const E extends Annotations>(
    expressions: E & CheckedAnnotations<M, A, E>,
  ): QuerySet<M, R, A & AnnotationValues<M, A, E>> {
    this.refuseCombined('alias')
    return this.retyped(steps.annotate(this, expressions as unknown as steps.ExpressionInputs, false))
  }

  /** Load only these columns (and the key); the others are loaded when they are awaited. */
  only<const K extends ColumnKey<M> | (string & {})>(...fields: K[]): this {
    this.refuseCombined('only')
    this.refuseValues('only')
    return this.derive(steps.only(this, fields))
  }

  /** Leave these columns in the database until they are awaited; `null` loads everything again. */
  defer<const K extends ColumnKey<M> | (string & {})>(...fields: K[] | [null]): this {
    this.refuseCombined('defer')
    this.refuseValues('defer')
    return this.derive(steps.defer(this, fields[0] === null ? null : (fields as readonly string[])))
  }

  /**
   * Load related objects in the same query. No paths = every foreign key that cannot be null; `null` = none.
   * Calls add up.
   */
  selectRelated(none: null): this
  selectRelated<const K extends string = never>(...paths: RelationPath<M, K>[]): QuerySet<M, Loaded<R, K>, A>
  selectRelated(...paths: readonly (string | null)[]): unknown {
    this.refuseCombined('selectRelated')
    this.refuseValues('selectRelated')
    const [first] = paths
    const chosen = first === null ? null : first === undefined ? true : (paths as readonly string[])
    return this.derive(steps.selectRelated(this, chosen))
  }

  /** Load related objects with one more query per relation, after the rows. Calls add up; `null` forgets them. */
  prefetchRelated(...lookups: readonly PrefetchInput[] | [null]): this {
    this.refuseCombined('prefetchRelated')
    if (lookups[0] === null) return this.derive(this, { prefetches: PREFETCHES_CLEARED })
    return this.derive(this, { prefetches: [...this.traits.prefetches, ...(lookups as readonly PrefetchInput[])] })
  }

  /** Lock the rows until the transaction ends. */
  selectForUpdate(options: LockOptions = {}): this {
    if (options.noWait && options.skipLocked) throw new ValueError('The noWait option cannot be used with skipLocked.')
    return this.derive(steps.selectForUpdate(this, options))
  }

  /** Ask this database. */
  using(db: Database): this {
    return this.derive(this, { db })
  }

  /** The rows for which both queries hold. */
  and(other: QuerySet<M, R, A>): this {
    this.refuseOther(other)
    if (other.shape.query.isEmpty) return this.derive(other)
    return this.shape.query.isEmpty ? this.derive(this) : this.derive(steps.combine(this, other, 'AND'))
  }

  /** The rows for which at least one of two queries holds. */
  or(other: QuerySet<M, R, A>): this {
    this.refuseOther(other)
    if (this.shape.query.isEmpty) return this.derive(other)
    return other.shape.query.isEmpty ? this.derive(this) : this.derive(steps.combine(this, other, 'OR'))
  }

  /** The rows of this QuerySet and of others with as many columns, equal ones once; `{ all: true }` keeps duplicates. */
  union(...others: readonly (RowsOf<R> | { readonly all: boolean })[]): this {
    const last = others.at(-1)
    const all = last !== undefined && 'all' in last && typeof last.all === 'boolean' && last.all
    const querysets = others.filter(other => other instanceof Evaluation)
    const [first, ...rest] = [this as Evaluation<R>, ...querysets].filter(each => !each.shape.query.isEmpty)
    if (!first) return this.derive(this)
    if (first === this) return this.combined('union', rest, all)
    return this.derive(rest.length ? steps.setOperation(first, 'union', rest, all) : first)
  }

  /** The rows that this QuerySet and all others have. */
  intersection(...others: readonly RowsOf<R>[]): this {
    const empty = [this, ...others].find(each => each.shape.query.isEmpty)
    return empty ? this.derive(empty) : this.combined('intersection', others, false)
  }

  /** The rows that none of the others has. */
  difference(...others: readonly RowsOf<R>[]): this {
    return this.shape.query.isEmpty ? this.derive(this) : this.combined('difference', others, false)
  }

  private combined(operation: Combinator, others: readonly Bound[], all: boolean): this {
    return others.length === 0 ? this.derive(this) : this.derive(steps.setOperation(this, operation, others, all))
  }

  /** @throws NotSupportedError after `union`, `intersection` or `difference`. */
  protected refuseCombined(method: string): void {
    const { combinator } = this.shape.query
    if (combinator) throw new NotSupportedError(`Calling QuerySet.${method}() after ${combinator}() is not supported.`)
  }

  /** @throws UsageError after `values` and `valuesList`, where rows are no instances. */
  protected refuseValues(method: string): void {
    if (this.traits.format === 'instance') return
    throw new UsageError(`Cannot call ${method}() after values() or valuesList().`)
  }

  private refuseOther(other: Evaluation<unknown>): void {
    if (other.model !== this.model) throw new UsageError('Cannot combine queries on two different base models.')
    if (other.rowFormat !== this.rowFormat)
      throw new UsageError('Merging QuerySets of different kinds of rows is not possible.')
  }

  /** The same class of QuerySet with another type of rows. */
  private retyped<Row, Annotated>(bound: Bound, changes?: Partial<Traits>): QuerySet<M, Row, Annotated> {
    // The type of rows follows from the query, which the compiler cannot see.
    return this.derive(bound, changes) as unknown as QuerySet<M, Row, Annotated>
  }
}

/** A QuerySet of any model whose rows have this type. */
export type RowsOf<R> = Evaluation<R>
type Combinator = 'union' | 'intersection' | 'difference'

const FLAT: Partial<Traits> = { format: 'flat' }
const DATE_KINDS: readonly string[] = ['year', 'month', 'week', 'day']
const DATETIME_KINDS: readonly string[] = [...DATE_KINDS, 'hour', 'minute', 'second']

function checkedKind(kind: string, allowed: readonly string[]): string {
  if (!allowed.includes(kind)) throw new ValueError(`'kind' must be one of ${allowed.map(k => `'${k}'`).join(', ')}.`)
  return kind
}

function isDescending(direction: string): boolean {
  if (direction !== 'ASC' && direction !== 'DESC') throw new ValueError("'direction' must be either 'ASC' or 'DESC'.")
  return direction === 'DESC'
}
