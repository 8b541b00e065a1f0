import type { Backend, LockOptions } from '../backends/backend.ts'
import { NotSupportedError } from '../errors.ts'
import {
  type Expression,
  type OutputField,
  type ResolveContext,
  type Rewrite,
  walk,
} from '../expressions/expression.ts'
import type { OrderBy } from '../expressions/order-by.ts'
import { Col } from '../expressions/references.ts'
import { NestedQuery } from '../expressions/subquery.ts'
import type { Field, Meta } from '../meta.ts'
import type { QNode } from '../q.ts'
import { compileStatement } from './compile.ts'
import type { Compiled } from './compiled.ts'
import { addQ } from './filters.ts'
import { clearOrdering } from './ordering.ts'
import { addFields } from './selection.ts'
import { Tables } from './tables.ts'
import { Nothing, WhereNode } from './where.ts'

export type Combinator = 'union' | 'intersection' | 'difference'

/** A column that `values()` names. */
export interface NamedColumn {
  readonly name: string
  readonly expression: Expression
}

/** A term of an order as given: a name with an optional `-`, `'?'`, or a term of an expression. */
export type OrderTerm = string | OrderBy

/** Fields that are not loaded (`defer`), or the only ones that are. */
export interface LoadChoice {
  readonly names: ReadonlySet<string>
  readonly defer: boolean
}

/** A slice that is taken of every group of rows; `offset` and `limit` as in {@link Query}. */
export interface SlicePerGroup {
  /** Path to the value that the rows of a group have in common, or the name of an annotation. */
  readonly group: string
  readonly offset: number | null
  readonly limit: number | null
}

/** What selectRelated follows: names with what to follow from there; true = all that cannot be absent. */
export interface RelatedTree {
  readonly [name: string]: RelatedTree
}

/** A change by `update()`: a column, and the expression it gets. */
export interface Change {
  readonly field: Field
  readonly value: Expression
}

/** What the statement is. */
export type StatementKind = 'select' | 'update' | 'delete'

/**
 * The tree of a statement, with places for its literal values. Steps work on a clone; a query that a shape holds is
 * never changed again. Expressions are immutable and shared between clones.
 */
export class Query {
  readonly meta: Meta
  tables = new Tables()
  where = new WhereNode()
  annotations: ReadonlyMap<string, Expression> = new Map()
  /** Annotations that are returned; null = all. */
  annotationMask: ReadonlySet<string> | null = null
  /** Columns chosen by `values()` or for a subquery. */
  select: readonly NamedColumn[] = []
  /** All columns of the model are selected. */
  defaultColumns = true
  /** Rows are values, not instances. */
  valuesMode = false
  /** Names that were asked for, in their order; null when all were. */
  outputNames: readonly string[] | null = null
  /** null = no groups; true = by all columns of the model. */
  groupBy: null | true | readonly Expression[] = null
  orderBy: readonly OrderTerm[] = []
  defaultOrdering = true
  reversed = false
  distinct = false
  distinctFields: readonly string[] = []
  /** Position of the argument that holds it; null = open. */
  offset: number | null = null
  /**
   * The number of rows itself; null = open. A program has few of them, and a database plans better for a number that it
   * knows: SQLite plans anew at every call when LIMIT is a parameter.
   */
  limit: number | null = null
  isSliced = false
  slicePerGroup: SlicePerGroup | null = null
  /** Whatever the limit, one row is enough. */
  limitsToOne = false
  related: RelatedTree | true | null = null
  load: LoadChoice = { names: new Set(), defer: true }
  combinator: Combinator | null = null
  combinatorAll = false
  combined: readonly Query[] = []
  lock: LockOptions | null = null
  kind: StatementKind = 'select'
  changes: readonly Change[] = []
  /** Deletes that go before this one in its statement. */
  deletedBefore: readonly Query[] = []
  /** The query whose rows are aggregated, when they must be found first. */
  inner: Query | null = null
  /** Rows are needed even where the result is known to be empty: not so for aggregates with a value for nothing. */
  isAggregate = false
  /** Stands inside another query. */
  isNested = false
  /** To-many joins that the present call may share. */
  usedAliases = new Set<string>()
  private keepsAliases = false
  /** Tables that the last condition went over. */
  lookupJoins: readonly string[] = []

  constructor(meta: Meta) {
    this.meta = meta
  }

  clone(): Query {
    const copy = Object.assign(new Query(this.meta), this)
    copy.tables = new Tables(this.tables)
    copy.usedAliases = this.keepsAliases ? new Set(this.usedAliases) : new Set()
    copy.keepsAliases = false
    return copy
  }

  /** Whether the query is known to have no rows. */
  get isEmpty(): boolean {
    return this.where.children.some(child => child instanceof Nothing)
  }

  setEmpty(): void {
    this.where = this.where.add(new Nothing(), 'AND')
    this.combined = this.combined.map(query => {
      const clone = query.clone()
      clone.setEmpty()
      return clone
    })
  }

  /** Add a condition. @param keepsAliases the next call may share its to-many joins */
  filtered(q: QNode, keepsAliases: boolean): this {
    addQ(this, q)
    this.keepsAliases = keepsAliases
    return this
  }

  /** @throws NotSupportedError after union() and its like */
  refuseAfterCombinator(operation: string): void {
    if (!this.combinator) return
    throw new NotSupportedError(`Calling QuerySet.${operation}() after ${this.combinator}() is not supported.`)
  }

  clearOrdering(force: boolean, clearDefault: boolean): void {
    clearOrdering(this, force, clearDefault)
  }

  clearLimits(): void {
    this.offset = null
    this.limit = null
    this.isSliced = false
  }

  /** Whether `values()` said what is selected. */
  get hasSelectedFields(): boolean {
    return this.outputNames !== null
  }

  selectedAnnotations(): ReadonlyMap<string, Expression> {
    const { annotationMask } = this
    if (annotationMask === null) return this.annotations
    return new Map([...this.annotations].filter(([name]) => annotationMask.has(name)))
  }

  clearSelect(): void {
    this.select = []
    this.defaultColumns = false
    this.related = null
    this.annotationMask = new Set()
    this.outputNames = null
    this.valuesMode = false
  }

  setSelect(columns: readonly NamedColumn[]): void {
    this.defaultColumns = false
    this.select = columns
  }

  addFields(names: readonly string[]): void {
    addFields(this, names, true)
  }

  /** Whether a row stands for a group that is not one object of the model: no key tells such rows apart. */
  get groupsOtherThanKey(): boolean {
    const { groupBy, meta } = this
    if (groupBy === null || groupBy === true) return false
    return !groupBy.some(group => group instanceof Col && group.field === meta.pk)
  }

  /** Number of columns, when the query stands on the right of a comparison. */
  selectedCount(): number {
    return this.select.length + this.selectedAnnotations().size
  }

  /** Type of the first column, when the query stands for a value. */
  selectedOutput(): OutputField | null {
    const name = this.outputNames?.[0]
    const chosen = this.select.find(column => name === undefined || column.name === name)?.expression
    const expression = chosen ?? (name === undefined ? undefined : this.annotations.get(name))
    const first = expression ?? this.selectedAnnotations().values().next().value
    return first ? first.outputOrNull : this.meta.pk
  }

  /** Whether an expression needs any table but the first. */
  usesJoins(expression: Expression): boolean {
    for (const node of walk(expression)) {
      if (node instanceof Col && this.tables.joins.get(node.alias)?.parent) return true
    }
    return false
  }

  /** Columns of the queries around that the conditions and annotations speak about. */
  externalColumns(): Col[] {
    const found: Col[] = []
    for (const expression of [...this.annotations.values(), this.where]) {
      for (const node of walk(expression)) {
        if (node instanceof Col) found.push(node)
        else if (node instanceof NestedQuery) found.push(...node.query.externalColumns())
      }
    }
    return found.filter(column => !this.tables.has(column.alias))
  }

  /** A clone that stands inside another query: with aliases of its own, its outer references bound. */
  resolvedIn(context: ResolveContext): Query {
    const clone = this.clone()
    clone.rewritten({ aliases: clone.tables.bumpPrefix(context.query.tables) })
    clone.isNested = true
    const resolve = <E extends Expression>(expression: E): E => expression.resolve(context) as E // stays its kind
    clone.where = resolve(clone.where)
    clone.combined = clone.combined.map(query => query.resolvedIn(context))
    clone.annotations = new Map([...clone.annotations].map(([name, value]) => [name, resolve(value)]))
    clone.select = clone.select.map(column => ({ ...column, expression: resolve(column.expression) }))
    return clone
  }

  /** A clone whose arguments begin `base` positions later. */
  shifted(base: number): Query {
    return this.clone().rewritten({ shift: base })
  }

  /** Carry a change through all expressions and tables of this query. */
  rewritten(change: Rewrite): this {
    if (!change.shift && !change.aliases?.size) return this
    const rewrite = <E extends Expression>(expression: E): E => expression.rewrite(change) as E // stays its kind
    this.where = rewrite(this.where)
    this.annotations = new Map([...this.annotations].map(([name, value]) => [name, rewrite(value)]))
    this.select = this.select.map(column => ({ ...column, expression: rewrite(column.expression) }))
    if (Array.isArray(this.groupBy)) this.groupBy = this.groupBy.map(rewrite)
    this.orderBy = this.orderBy.map(term => (typeof term === 'string' ? term : rewrite(term)))
    this.changes = this.changes.map(({ field, value }) => ({ field, value: rewrite(value) }))
    this.combined = this.combined.map(query => query.clone().rewritten(change))
    this.inner = this.inner?.clone().rewritten(change) ?? null
    if (change.aliases) this.tables.relabel(change.aliases)
    this.shiftOffset(change.shift ?? 0)
    return this
  }

  private shiftOffset(by: number): void {
    if (this.offset !== null) this.offset += by
    const slice = this.slicePerGroup
    if (slice && slice.offset !== null) this.slicePerGroup = { ...slice, offset: slice.offset + by }
  }

  compile(backend: Backend): Compiled {
    return compileStatement(this, backend)
  }
}
