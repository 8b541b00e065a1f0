import type { ANNOTATIONS, MODEL, REFINED, ROWS } from './brands.ts'

/**
 * What methods of QuerySets and managers know of the object they are called on. They take it as a type parameter,
 *
 *   filter<S extends Queried, const F extends …>(this: S, condition: Condition<ModelOf<S>, F, AnnotationsOf<S>>): RefinedBy<S>
 *
 * instead of naming the parameters of their class: so a method has the same type in every `QuerySet<M>`, the compiler
 * makes it once, and `Manager<User>` is assignable to the manager of the class that `User` extends.
 */
export interface Queried {
  readonly [MODEL]: unknown
  readonly [ROWS]: unknown
  readonly [ANNOTATIONS]: unknown
  readonly [REFINED]: unknown
}

/** The model that is queried. */
export type ModelOf<S extends Queried> = S[typeof MODEL]
/** What a row is. */
export type RowOf<S extends Queried> = S[typeof ROWS]
/** The annotations that later calls may name. */
export type AnnotationsOf<S extends Queried> = S[typeof ANNOTATIONS]
/** The QuerySet that `filter` and its like give, with the methods of its own that it has. */
export type RefinedBy<S extends Queried> = S[typeof REFINED]
