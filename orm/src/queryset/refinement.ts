import type { LockOptions } from '../backends/backend.ts'
import type { Database } from '../database.ts'
import { UsageError, ValueError } from '../errors.ts'
import type { PrefetchInput } from '../prefetch.ts'
import * as steps from '../sql/steps.ts'
// biome-ignore lint/correctness/noUnusedImports: names a computed key of a type
import type { ANNOTATIONS, MODEL, OWN, REFINED } from '../types/brands.ts'
import type { Condition, Conditions, Suggested } from '../types/conditions.ts'
import type { RowWithOnly, RowWithout } from '../types/deferred.ts'
import type { OrderKeys, OrderSuggestion } from '../types/order.ts'
import type { PrefetchArguments, PrefetchedInto, PrefetchSuggestion } from '../types/prefetched.ts'
import type { Queried } from '../types/queried.ts'
import type { Refined } from '../types/refined.ts'
import type { Loaded } from '../types/relations.ts'
import type {
  Annotations,
  AnnotationValues,
  CheckedAnnotations,
  Computed,
  FlatOption,
  ListArguments,
  ListRow,
  NamedRow,
  PathArgument,
  PathArguments,
  PathSuggestion,
  RelationPaths,
  RelationSuggestion,
  ValuesArguments,
} from '../types/values.ts'
import { Combination } from './combination.ts'
import type { Traits } from './evaluation.ts'

export type { LockOptions }

/** Units to which `dates` cuts. */
export type DateKind = 'year' | 'month' | 'week' | 'day'
/** Units to which `datetimes` cuts. */
export type DatetimeKind = DateKind | 'hour' | 'minute' | 'second'
export type Direction = 'ASC' | 'DESC'

/** The methods that give another QuerySet: none of them asks the database. `M` model, `R` row, `A` annotations. */
export abstract class Refinement<M, R, A, Own> extends Combination<M, R, A> implements Queried {
  declare readonly [MODEL]: M
  declare readonly [ANNOTATIONS]: A
  declare readonly [REFINED]: this
  declare readonly [OWN]: Own

  /** The same query again, not read yet. */
  all(): this {
    return this.derive(this)
  }

  /**
   * Keep the rows for which every condition holds. Conditions of one call that cross a to-many relation speak about the
   * same related row, those of separate calls each about some row.
   * @throws FieldError, ValueError, UsageError at once, when a key or value does not fit.
   */
  filter<Q>(this: Queried<unknown, unknown, unknown, Q>): Q
  filter<M, A, Q, const F extends Suggested<M, A>>(this: Queried<M, A, unknown, Q>, condition: Condition<M, F, A>): Q
  filter<M, A, Q, const T extends readonly [Suggested<M, A>, Suggested<M, A>, ...Suggested<M, A>[]]>(
    this: Queried<M, A, unknown, Q>,
    ...conditions: Conditions<M, T, A>
  ): Q
  filter(...conditions: readonly unknown[]): unknown {
    return this.derive(steps.filter(this, conditions as readonly steps.ConditionInput[]))
  }

  /** Keep the rows for which the conditions do not all hold; rows with NULL in a compared column are kept. */
  exclude<Q>(this: Queried<unknown, unknown, unknown, Q>): Q
  exclude<M, A, Q, const F extends Suggested<M, A>>(this: Queried<M, A, unknown, Q>, condition: Condition<M, F, A>): Q
  exclude<M, A, Q, const T extends readonly [Suggested<M, A>, Suggested<M, A>, ...Suggested<M, A>[]]>(
    this: Queried<M, A, unknown, Q>,
    ...conditions: Conditions<M, T, A>
  ): Q
  exclude(...conditions: readonly unknown[]): unknown {
    return this.derive(steps.exclude(this, conditions as readonly steps.ConditionInput[]))
  }

  /** Replace the order: paths, `-` in front for descending, `'?'` for random, or expressions. No terms clear it. */
  orderBy<M, A, Q, const K extends readonly OrderSuggestion<M, A>[]>(
    this: Queried<M, A, unknown, Q>,
    ...terms: OrderKeys<M, K, A>
  ): Q
  orderBy(...terms: Parameters<typeof steps.orderBy>[1]): unknown {
    return this.derive(steps.orderBy(this, terms))
  }

  /** Turn the order round, the model's default order too. */
  reverse(): this {
    return this.derive(steps.reverse(this))
  }

  /** Drop rows that are equal; with fields, keep the first row for each of their values (PostgreSQL's DISTINCT ON). */
  distinct<M, A, Q, const K extends readonly PathSuggestion<M, A>[]>(
    this: Queried<M, A, unknown, Q>,
    ...fields: PathArguments<M, K, A>
  ): Q
  distinct(...fields: readonly string[]): unknown {
    this.refuseCombined('distinct')
    return this.derive(steps.distinct(this, fields))
  }

  /** Nothing: no statement is ever sent for it. */
  none(): this {
    return this.derive(steps.none(this))
  }

  /** Read rows as objects of the named paths, and of expressions in a last object. No names = all columns. */
  values<M, A, Q, Own, const K extends readonly (PathSuggestion<M, A> | Annotations)[]>(
    this: Queried<M, A, unknown, Q, Own>,
    ...fields: ValuesArguments<M, K, A>
  ): Refined<M, NamedRow<M, K, A>, A & Computed<M, K, A>, Q, Own>
  values(...fields: readonly unknown[]): unknown {
    const last = fields.at(-1)
    const expressions = typeof last === 'object' && last !== null ? (last as steps.ExpressionInputs) : undefined
    const names = (expressions ? fields.slice(0, -1) : fields) as readonly string[]
    return this.derive(steps.values(this, names, expressions), { format: 'object' })
  }

  /** Read rows as lists of values in the order of the paths; `{ flat: true }` with one path gives the values alone. */
  valuesList<M, A, Q, Own, const K extends readonly (PathSuggestion<M, A> | FlatOption)[]>(
    this: Queried<M, A, unknown, Q, Own>,
    ...fields: ListArguments<M, K, A>
  ): Refined<M, ListRow<M, K, A>, A, Q, Own>
  valuesList(...fields: readonly unknown[]): unknown {
    const last = fields.at(-1)
    const options = typeof last === 'object' && last !== null ? (last as { readonly flat?: boolean }) : undefined
    const names = (options ? fields.slice(0, -1) : fields) as readonly string[]
    const flat = options?.flat === true
    if (flat && names.length > 1) {
      throw new UsageError("'flat' is not valid when valuesList is called with more than one field.")
    }
    return this.derive(steps.values(this, names), { format: flat ? 'flat' : 'tuple' })
  }

  /** The distinct dates of a field, cut to a unit, as 'YYYY-MM-DD'. */
  dates<M, A, Q, Own, const K extends PathSuggestion<M, A>>(
    this: Queried<M, A, unknown, Q, Own>,
    field: PathArgument<M, K, A>,
    kind: DateKind,
    direction?: Direction,
  ): Refined<M, string, A, Q, Own>
  dates(field: string, kind: DateKind, direction: Direction = 'ASC'): unknown {
    return this.derive(steps.dates(this, field, checkedKind(kind, DATE_KINDS), isDescending(direction)), FLAT)
  }

  /** The distinct datetimes of a field, cut to a unit in the current time zone. */
  datetimes<M, A, Q, Own, const K extends PathSuggestion<M, A>>(
    this: Queried<M, A, unknown, Q, Own>,
    field: PathArgument<M, K, A>,
    kind: DatetimeKind,
    direction?: Direction,
  ): Refined<M, Date, A, Q, Own>
  datetimes(field: string, kind: DatetimeKind, direction: Direction = 'ASC'): unknown {
    const unit = checkedKind(kind, DATETIME_KINDS)
    return this.derive(steps.datetimes(this, field, unit, isDescending(direction)), FLAT)
  }

  /** Add computed values to every row; later conditions and orders may name them. */
  annotate<M, A, R, Q, Own, const E extends Annotations>(
    this: Queried<M, A, R, Q, Own>,
    expressions: CheckedAnnotations<M, E, A>,
  ): Refined<M, R & AnnotationValues<M, E, A>, A & AnnotationValues<M, E, A>, Q, Own>
  annotate(expressions: object): unknown {
    this.refuseCombined('annotate')
    return this.derive(steps.annotate(this, expressions as steps.ExpressionInputs))
  }

  /** Name computed values for later conditions and orders, without reading them. */
  alias<M, A, R, Q, Own, const E extends Annotations>(
    this: Queried<M, A, R, Q, Own>,
    expressions: CheckedAnnotations<M, E, A>,
  ): Refined<M, R, A & AnnotationValues<M, E, A>, Q, Own>
  alias(expressions: object): unknown {
    this.refuseCombined('alias')
    return this.derive(steps.annotate(this, expressions as steps.ExpressionInputs, false))
  }

  /** Load only these columns (and the key); the others are loaded when they are awaited. */
  only<M, A, R, Q, Own, const K extends readonly PathSuggestion<M, A>[]>(
    this: Queried<M, A, R, Q, Own>,
    ...fields: PathArguments<M, K, A>
  ): Refined<M, RowWithOnly<M, R, K[number]>, A, Q, Own>
  only(...fields: readonly string[]): unknown {
    this.refuseCombined('only')
    this.refuseValues('only')
    return this.derive(steps.only(this, fields))
  }

  /** Leave these columns in the database until they are awaited; `null` loads everything again. */
  defer<M, A, R, Q, Own, const K extends readonly (PathSuggestion<M, A> | null)[]>(
    this: Queried<M, A, R, Q, Own>,
    ...fields: PathArguments<M, K, A>
  ): K extends readonly string[] ? Refined<M, RowWithout<M, R, K[number]>, A, Q, Own> : Q
  defer(...fields: readonly (string | null)[]): unknown {
    this.refuseCombined('defer')
    this.refuseValues('defer')
    return this.derive(steps.defer(this, fields[0] === null ? null : (fields as readonly string[])))
  }

  /**
   * Load related objects in the same query. No paths = every foreign key that cannot be null; `null` = none.
   * Calls add up.
   */
  selectRelated<M, A, R, Q, Own, const K extends readonly RelationSuggestion<M>[]>(
    this: Queried<M, A, R, Q, Own>,
    ...paths: RelationPaths<M, K>
  ): K extends readonly [string, ...string[]] ? Refined<M, Loaded<R, K[number]>, A, Q, Own> : Q
  selectRelated(...paths: readonly unknown[]): unknown {
    this.refuseCombined('selectRelated')
    this.refuseValues('selectRelated')
    const [first] = paths
    const chosen = first === null ? null : first === undefined ? true : (paths as readonly string[])
    return this.derive(steps.selectRelated(this, chosen))
  }

  /** Load related objects with one more query per relation, after the rows. Calls add up; `null` forgets them. */
  prefetchRelated<M, A, R, Q, Own, const K extends readonly PrefetchSuggestion<M>[]>(
    this: Queried<M, A, R, Q, Own>,
    ...lookups: PrefetchArguments<M, K>
  ): [keyof PrefetchedInto<M, K>] extends [never] ? Q : Refined<M, R & PrefetchedInto<M, K>, A, Q, Own>
  prefetchRelated(...lookups: readonly unknown[]): unknown {
    this.refuseCombined('prefetchRelated')
    if (lookups[0] === null) return this.derive(this, { prefetches: [] })
    return this.derive(this, { prefetches: [...this.traits.prefetches, ...(lookups as readonly PrefetchInput[])] })
  }

  /**
   * Lock the rows until the transaction ends, where the database can; SQLite needs no locks, its writers take turns.
   * MySQL and MariaDB cannot do `of` and `noKey`.
   * @throws TransactionManagementError when read outside of a transaction; NotSupportedError after `union` and its like,
   * and when read where the database cannot lock so.
   */
  selectForUpdate(options: LockOptions = {}): this {
    this.refuseCombined('selectForUpdate')
    if (options.noWait && options.skipLocked) throw new ValueError('The noWait option cannot be used with skipLocked.')
    return this.derive(steps.selectForUpdate(this, options))
  }

  /** Ask this database. */
  using(db: Database): this {
    return this.derive(this, { db })
  }

  /** Whether `distinct` was given fields. */
  protected get isDistinctOn(): boolean {
    return this.shape.query.distinctFields.length > 0
  }

  /** @throws UsageError after `values` and `valuesList`, where rows are no instances. */
  protected refuseValues(method: string): void {
    if (this.traits.format === 'instance') return
    throw new UsageError(`Cannot call ${method}() after values() or valuesList().`)
  }
}

const FLAT: Partial<Traits> = { format: 'flat' }
const DATE_KINDS: readonly string[] = ['year', 'month', 'week', 'day']
const DATETIME_KINDS: readonly string[] = [...DATE_KINDS, 'hour', 'minute', 'second']

function checkedKind<Kind extends string>(kind: Kind, allowed: readonly string[]): Kind {
  if (!allowed.includes(kind)) throw new ValueError(`'kind' must be one of ${allowed.map(k => `'${k}'`).join(', ')}.`)
  return kind
}

function isDescending(direction: string): boolean {
  if (direction !== 'ASC' && direction !== 'DESC') throw new ValueError("'direction' must be either 'ASC' or 'DESC'.")
  return direction === 'DESC'
}
