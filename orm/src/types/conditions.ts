import type { CONDITIONS, PATHS, Refused } from './brands.ts'
import type { ExpressionType, Mention } from './expressions.ts'
import type { ValueOf, Wanted } from './paths.ts'
import type { NameOf, UpdateInput } from './rows.ts'
import type { SuggestedConditions } from './suggestions.ts'

/**
 * Arguments of `filter`, `exclude`, `get`: Q objects and boolean expressions first, then at most one object, as Django
 * has positional arguments before keywords.
 *
 *   filter<M, A, Q, const F extends Suggested<M, A>>(this: Queried<M, A, unknown, Q>, condition: Condition<M, F, A>): Q
 *   filter<M, A, Q, const T extends readonly [Suggested<M, A>, Suggested<M, A>, ...Suggested<M, A>[]]>(
 *     this: Queried<M, A, unknown, Q>, ...conditions: Conditions<M, T, A>): Q
 *
 * `F` and `T` are what the caller wrote; a key that does not fit is compared with a type that says why. Calls with one
 * argument are apart from the others since nearly every call is one, and a list costs the compiler much more.
 * A Q object carries the objects that it was made of, `Q<F>`, since it is made before anybody knows the model.
 */
export type Condition<M, F, A> = [F] extends [never]
  ? Unwritten<M, A, F>
  : F extends ConditionNode
    ? CheckedNode<M, A, F>
    : Checked<M, A, F>

/**
 * What stands for an argument before its type is known. `F` is here by itself, so that it is inferred from the argument as
 * it is; the rest is what editors offer inside of `Q({ … })`.
 */
type Unwritten<M, A, F> = F | QType<SuggestedConditions<M, A>>

/** Several arguments. Each is a type parameter by itself in {@link ConditionAmong}, so that editors offer names for it. */
export type Conditions<M, T extends readonly unknown[], A> = { [I in keyof T]: ConditionAmong<M, A, T, T[I]> }

type ConditionAmong<M, A, T extends readonly unknown[], X> = X extends ConditionNode
  ? CheckedNode<M, A, X>
  : T extends readonly [...ConditionNode[], unknown]
    ? CheckedObject<M, A, X>
    : object extends T[number] // what was not written yet: then editors ask what may be
      ? CheckedObject<M, A, X>
      : Refused<'Q objects come first, then at most one object of conditions'>

/** Names that editors offer; any object will do, since {@link Condition} checks each key. */
export type Suggested<M, A> = SuggestedConditions<M, A> | QType<SuggestedConditions<M, A>> | object

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

/** {@link Checked} for each of the objects that a Q object was made of; `unknown` is left to run time. */
export type CheckedUnion<M, A, F> = unknown extends F ? unknown : F extends unknown ? Checked<M, A, F> : never

/** The object of conditions that the model wants in the place of `F`. Keys that are computed are left to run time. */
type Checked<M, A, F> = {
  [P in keyof F]: string extends P
    ? unknown
    : P extends string
      ? F[P] extends ExpressionType
        ? Wanted<M, A, P> & { readonly [PATHS]: CheckedPaths<M, A, F[P][typeof PATHS]> }
        : Wanted<M, A, P>
      : never
}

/** What an expression mentions, where it leads somewhere; `string` stands for what nobody knows. */
export type CheckedPaths<M, A, Paths extends Mention> = string extends Paths ? Mention : CheckedMention<M, A, Paths>

type CheckedMention<M, A, P> = P extends string
  ? ValueOf<M, A, P> extends infer V
    ? V extends Refused<infer Reason>
      ? Refused<Reason>
      : P
    : P
  : Checked<M, A, P>

/** The changes of `update` with keys that are fields, and expressions that mention nothing else. `U` as `F` above. */
export type CheckedChanges<M, A, U> = [U] extends [never] ? U : ChangesOf<M, A, U, Required<UpdateInput<M>>>

type ChangesOf<M, A, U, Input> = {
  [K in keyof U]: K extends keyof Input
    ? U[K] extends ExpressionType<unknown, infer Paths>
      ? ExpressionType<unknown, CheckedPaths<M, A, Paths>>
      : Input[K]
    : string extends K
      ? unknown
      : Refused<`${NameOf<M>} has no field '${K & string}'`>
}
