import type { CONDITIONS, PATHS, Refused } from './brands.ts'
import type { ExpressionType } from './expressions.ts'
import type { ValueOf, Wanted } from './paths.ts'
import type { Suggested } from './suggestions.ts'

/**
 * Arguments of `filter`, `exclude`, `get`: Q objects and boolean expressions first, then at most one object, as Django
 * has positional arguments before keywords.
 *
 *   filter<const T extends readonly unknown[]>(...conditions: Conditions<M, T, A>): QuerySet<M, R, A>
 *
 * `T` is what the caller wrote; a key that does not fit is compared with a type that says why.
 * A Q object carries the objects that it was made of, `Q<F>`, since it is made before anybody knows the model.
 */
export type Conditions<M, T extends readonly unknown[], A = unknown> = {
  [I in keyof T]: T[I] extends ConditionNode
    ? CheckedNode<M, A, T[I]>
    : T extends readonly [...ConditionNode[], unknown]
      ? [T[I]] extends [never]
        ? T[I]
        : Suggested<M, A> & Checked<M, A, T[I]>
      : Refused<'Q objects come first, then at most one object of conditions'>
}

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

type CheckedUnion<M, A, F> = F extends unknown ? Checked<M, A, F> : never

/** The object of conditions that the model wants in the place of `F`. */
export type Checked<M, A, F> = {
  [P in keyof F]: P extends string
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
