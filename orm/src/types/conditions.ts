import type { CONDITIONS, PATHS, Refused } from './brands.ts'
import type { ExpressionType } from './expressions.ts'
import type { ValueOf, Wanted } from './paths.ts'
import type { AnnotationsOf, ModelOf, Queried } from './queried.ts'
import type { SuggestedConditions } from './suggestions.ts'

/**
 * Arguments of `filter`, `exclude`, `get`: Q objects and boolean expressions first, then at most one object, as Django
 * has positional arguments before keywords.
 *
 *   filter<S extends Queried>(this: S): RefinedBy<S>
 *   filter<S extends Queried, const F extends Suggested<S>, const T extends readonly Suggested<S>[]>(
 *     this: S, condition: Condition<S, F, T>, ...more: Conditions<S, T>): RefinedBy<S>
 *
 * `F` and `T` are what the caller wrote; a key that does not fit is compared with a type that says why. The first
 * argument is apart from the others since nearly every call has just one, and a list costs the compiler much more.
 * A Q object carries the objects that it was made of, `Q<F>`, since it is made before anybody knows the model.
 */
export type Condition<S extends Queried, F, More extends readonly unknown[] = []> = F extends ConditionNode
  ? CheckedNode<ModelOf<S>, AnnotationsOf<S>, F>
  : More extends readonly []
    ? CheckedObject<ModelOf<S>, AnnotationsOf<S>, F>
    : Refused<'Q objects come first, then at most one object of conditions'>

/** The arguments after the first. */
export type Conditions<S extends Queried, T extends readonly unknown[]> = {
  [I in keyof T]: T[I] extends ConditionNode
    ? CheckedNode<ModelOf<S>, AnnotationsOf<S>, T[I]>
    : T extends readonly [...ConditionNode[], unknown]
      ? CheckedObject<ModelOf<S>, AnnotationsOf<S>, T[I]>
      : Refused<'Q objects come first, then at most one object of conditions'>
}

/** Names that editors offer; any object will do, since {@link Condition} checks each key. */
export type Suggested<S extends Queried> = SuggestedConditions<ModelOf<S>, AnnotationsOf<S>> | object

/** `F` stands here by itself, in a branch that is never taken, so that it is inferred from the argument as it is. */
type CheckedObject<M, A, F> = [F] extends [never] ? F : Checked<M, A, F>

/** A Q object, for the compiler: `F` is the union of the objects of conditions that it was made of. */
export interface QType<out F = unknown> {
  readonly [CONDITIONS]: F
}

type ConditionNode = QType | ExpressionType

type CheckedNode<M, A, Node> =
  Node extends QType<infer F>
    ? QType<CheckedUnion<M, A, F>>
    : Node extends ExpressionType<unknown, infer Paths>
      ? ExpressionType<unknown, CheckedPaths<M, A, Paths>>
      : never

/** {@link Checked} for each of the objects that a Q object was made of. */
export type CheckedUnion<M, A, F> = F extends unknown ? Checked<M, A, F> : never

/** The object of conditions that the model wants in the place of `F`. Keys that are computed are left to run time. */
export type Checked<M, A, F> = {
  [P in keyof F]: string extends P
    ? unknown
    : P extends string
      ? F[P] extends ExpressionType<unknown, infer Paths>
        ? Wanted<M, A, P> & { readonly [PATHS]: CheckedPaths<M, A, Paths> }
        : Wanted<M, A, P>
      : never
}

/** Paths of an expression that lead somewhere; `string` stands for those that nobody knows. */
export type CheckedPaths<M, A, Paths extends string> = string extends Paths
  ? string
  : {
      [P in Paths]: ValueOf<M, A, P> extends infer V ? (V extends Refused<infer Reason> ? Refused<Reason> : P) : P
    }[Paths]
