import { FieldError, UsageError } from '../errors.ts'
import { Expression } from '../expressions/expression.ts'
import { OrderBy } from '../expressions/order-by.ts'
import { namesToPath, SEPARATOR } from './names.ts'
import type { OrderTerm, Query } from './query.ts'

/** What `orderBy()` takes: names with an optional `-`, `'?'`, expressions. */
export type OrderInput = string | Expression

/** Append terms to the order; no terms at all clear the model's own order. @throws FieldError */
export function addOrdering(query: Query, terms: readonly OrderInput[]): void {
  for (const term of terms) checkTerm(query, term)
  if (terms.length === 0) query.defaultOrdering = false
  else query.orderBy = [...query.orderBy, ...terms.map(asTerm)]
}

function checkTerm(query: Query, term: OrderInput): void {
  if (typeof term !== 'string') {
    if (!(term instanceof Expression)) throw new FieldError(`Invalid orderBy arguments: ${String(term)}`)
    if (!term.containsAggregate) return
    throw new FieldError('Using an aggregate in orderBy() without also including it in annotate() is not allowed.')
  }
  if (term === '?') return
  const name = term.startsWith('-') ? term.slice(1) : term
  if (!query.annotations.has(name)) namesToPath(query, name.split(SEPARATOR), query.meta)
}

function asTerm(term: OrderInput): OrderTerm {
  if (typeof term === 'string' || term instanceof OrderBy) return term
  return new OrderBy(term)
}

/** Drop the order, unless rows depend on it; `clearDefault` drops the model's own, too. */
export function clearOrdering(query: Query, force: boolean, clearDefault: boolean): void {
  if (!force && (query.isSliced || query.distinctFields.length > 0 || query.lock)) return
  query.orderBy = []
  if (clearDefault) query.defaultOrdering = false
  query.combined = query.combined.map(part => {
    const clone = part.clone()
    clearOrdering(clone, false, clearDefault)
    return clone
  })
}

/** Turn every term round. @throws UsageError after a slice */
export function reverse(query: Query): void {
  if (query.isSliced) throw new UsageError('Cannot reverse a query once a slice has been taken.')
  query.reversed = !query.reversed
}
