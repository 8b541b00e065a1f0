import { UsageError } from '../errors.ts'
import { existsQuery } from '../sql/aggregation.ts'
import { compileNested } from '../sql/compile-select.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Query } from '../sql/query.ts'
import { EmptyResultSet, FullResultSet } from '../sql/result-set.ts'
import { type Bound, type Cursor, isBound, type ShapeWriter } from '../sql/shape.ts'
import type { RowSource, SingleValue } from '../types/expressions.ts'
import { Combinable } from './combinable.ts'
import { Expression, type OutputField, type ResolveContext, type Rewrite } from './expression.ts'
import { BOOLEAN } from './types.ts'

/** A QuerySet as written by the user, inside an expression or on the right of a lookup. */
export class BoundQuery extends Expression {
  readonly bound: Bound

  constructor(bound: Bound) {
    super()
    if (!isBound(bound)) throw new UsageError('A QuerySet is needed here.')
    this.bound = bound
  }

  label(): string {
    return 'query'
  }

  compile(): string {
    throw new UsageError('A QuerySet must be bound to a query before it is compiled.')
  }

  override shape(writer: ShapeWriter): void {
    writer.bound(this.bound)
  }

  override freeze(cursor: Cursor): Expression {
    return new NestedQuery(this.bound.shape.query.shifted(cursor.take(this.bound.args.length)))
  }
}

/** A query inside another; its arguments are already counted from the outer one's first. */
export class NestedQuery extends Expression {
  readonly query: Query

  constructor(query: Query) {
    super()
    this.query = query
  }

  label(): string {
    return `nested ${this.query.meta.table}`
  }

  /** `(SELECT …)`. */
  compile(compiler: Compiler): string {
    return `(${compileNested(this.query, compiler)})`
  }

  override resolve(context: ResolveContext): Expression {
    return new NestedQuery(this.query.resolvedIn(context))
  }

  override rewrite(change: Rewrite): Expression {
    return change.replace?.(this) ?? new NestedQuery(this.query.clone().rewritten(change))
  }

  override get containsAggregate(): boolean {
    return false
  }

  override groupBy(): readonly Expression[] {
    const columns = this.query.externalColumns()
    return columns.some(column => column.multivalued) ? [this] : columns
  }

  protected override inferOutput(): OutputField | null {
    return this.query.selectedOutput()
  }
}

/** The single value that a QuerySet of one row and one column gives. */
class SubqueryExpression<V = unknown> extends Combinable<V, never> {
  label(): string {
    return 'subquery'
  }

  get nested(): Expression {
    return this.children[0] as Expression // given by Subquery
  }

  compile(compiler: Compiler): string {
    try {
      return this.nested.compile(compiler)
    } catch (error) {
      if (error instanceof EmptyResultSet) return 'NULL'
      throw error
    }
  }

  override groupBy(): readonly Expression[] {
    const columns = this.nested.groupBy()
    return columns.includes(this.nested) ? [this] : columns
  }

  override get containsAggregate(): boolean {
    return false
  }
}

/** Use a QuerySet as a value: its first column, of one row. */
export function Subquery<R>(queryset: Bound & RowSource<R>): SubqueryExpression<SingleValue<R> | null> {
  return new SubqueryExpression([new BoundQuery(queryset)])
}

/** Whether a QuerySet has rows. */
export class ExistsExpression extends Combinable<boolean, never> {
  readonly negated: boolean

  constructor(nested: Expression, negated = false) {
    super([nested], BOOLEAN)
    this.negated = negated
  }

  label(): string {
    return `exists ${this.negated}`
  }

  not(): ExistsExpression {
    return new ExistsExpression(this.children[0] as Expression, !this.negated)
  }

  override get conditional(): boolean {
    return true
  }

  override nullable(): boolean {
    return false
  }

  compile(compiler: Compiler): string {
    const nested = this.children[0] as NestedQuery // frozen before it is compiled
    try {
      const sql = `EXISTS(${compileNested(existsQuery(nested.query.clone()), compiler)})`
      return this.negated ? `NOT ${sql}` : sql
    } catch (error) {
      if (!(error instanceof EmptyResultSet)) throw error
      if (this.negated) throw new FullResultSet()
      throw error
    }
  }

  override groupBy(): readonly Expression[] {
    const columns = (this.children[0] as Expression).groupBy()
    return columns.includes(this.children[0] as Expression) ? [this] : columns
  }
}

/** Whether a QuerySet, which may refer to the outer row by OuterRef, has rows. */
export function Exists(queryset: Bound): ExistsExpression {
  return new ExistsExpression(new BoundQuery(queryset))
}
