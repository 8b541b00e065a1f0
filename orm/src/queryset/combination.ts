import { NotSupportedError, UsageError } from '../errors.ts'
import type { QuerySet } from '../queryset.ts'
import type { Bound } from '../sql/shape.ts'
import * as steps from '../sql/steps.ts'
import { Evaluation } from './evaluation.ts'

type Combinator = 'union' | 'intersection' | 'difference'

/** The methods that make one query of several. `M` model, `R` row, `A` annotations. */
export abstract class Combination<M, R, A> extends Evaluation<R> {
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
  union(...others: readonly (Evaluation<R> | { readonly all: boolean })[]): this {
    const all = others.some(other => !(other instanceof Evaluation) && other.all)
    const querysets = others.filter(other => other instanceof Evaluation)
    const [first, ...rest] = [this as Evaluation<R>, ...querysets].filter(each => !each.shape.query.isEmpty)
    if (!first) return this.derive(this)
    if (first === this) return this.combined('union', rest, all)
    return this.derive(rest.length ? steps.setOperation(first, 'union', rest, all) : first)
  }

  /** The rows that this QuerySet and all others have. */
  intersection(...others: readonly Evaluation<R>[]): this {
    const empty = [this, ...others].find(each => each.shape.query.isEmpty)
    return empty ? this.derive(empty) : this.combined('intersection', others, false)
  }

  /** The rows that none of the others has. */
  difference(...others: readonly Evaluation<R>[]): this {
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

  private refuseOther(other: Evaluation<unknown>): void {
    if (other.model !== this.model) throw new UsageError('Cannot combine queries on two different base models.')
    if (other.rowFormat !== this.rowFormat)
      throw new UsageError('Merging QuerySets of different kinds of rows is not possible.')
  }
}
