import type { QuerySet } from '../queryset.ts'

/**
 * A QuerySet with other rows or annotations than the one that it was made of, and with its methods: what `annotate` gives
 * of `Queried<M, A, R, Q, Own>` is a `Refined<M, R & { n: number }, A & { n: number }, Q, Own>`.
 */
export type Refined<M, R, A, Q, Own> = RefinedTo<M, R, A, unknown extends Own ? Q : Own>

type RefinedTo<M, R, A, C> = [OwnNames<C>] extends [never]
  ? QuerySet<M, R, A>
  : QuerySet<M, R, A, C> & { readonly [K in OwnNames<C>]: Rebound<C[K], C, RefinedTo<M, R, A, C>> }

/** What a class of QuerySets has beside what all have. */
type OwnNames<C> = Exclude<keyof C, keyof QuerySet<unknown>>

/** A method that gives its own QuerySet (`this`) gives the refined one here; every other is as it was declared. */
type Rebound<F, C, Self> = F extends (...args: infer Args) => infer Result
  ? [Result, C] extends [C, Result]
    ? (...args: Args) => Self
    : F
  : F
