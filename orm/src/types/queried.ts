import type { ANNOTATIONS, MODEL, OWN, REFINED, ROWS } from './brands.ts'

/**
 * What methods of QuerySets and managers know of the object they are called on. They infer it from there,
 *
 *   filter<M, A, Q, const F extends …>(this: Queried<M, A, unknown, Q>, condition: Condition<M, F, A>): Q
 *
 * instead of using the parameters of their class: so a method has the same type in every `QuerySet<M>`, the compiler
 * makes it once, and `Manager<User>` is assignable to the manager of the class that `User` extends.
 */
export interface Queried<out M = unknown, out A = unknown, out R = unknown, out Q = unknown, out Own = unknown> {
  /** The model that is queried. */
  readonly [MODEL]: M
  /** The annotations that later calls may name. */
  readonly [ANNOTATIONS]: A
  /** What a row is. */
  readonly [ROWS]: R
  /** The QuerySet that `filter` and its like give, with the methods of its own that it has. */
  readonly [REFINED]: Q
  /** The class whose methods it keeps where its rows are not those of the class. */
  readonly [OWN]: Own
}
