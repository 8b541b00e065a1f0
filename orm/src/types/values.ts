import type { RESULT, Refused } from './brands.ts'
import type { CheckedPaths } from './conditions.ts'
import type { ExpressionType, ValueAt } from './expressions.ts'
import type { ValueOf } from './paths.ts'
import type { NameOf, Row } from './rows.ts'
import type { PathKey, SingleRelation, TargetBehind } from './suggestions.ts'

/**
 * Results of reading.
 *
 *   values<const K extends PathSuggestion<M, A>>(...fields: PathArgument<M, A, K>[]): QuerySet<M, ValuesRow<M, K, A>, A>
 *   valuesList<const K extends readonly PathSuggestion<M, A>[]>(...): QuerySet<M, ValuesTuple<M, K, A>, A>
 *   annotate<const E extends Annotations>(expressions: E & CheckedAnnotations<M, A, E>): QuerySet<M, Annotated<R, M, A, E>, A & AnnotationValues<M, A, E>>
 *   aggregate<const E extends Annotations>(expressions: E & CheckedAnnotations<M, A, E>): Promise<AnnotationValues<M, A, E>>
 */

/** Named expressions, as `annotate` and `aggregate` take them. */
export type Annotations = Readonly<Record<string, ExpressionType>>

/** A path argument with its name kept when it leads to a value, else the reason. */
export type PathArgument<M, A, K> = K extends string
  ? ValueOf<M, A, K> extends infer V
    ? V extends Refused<infer Reason>
      ? Refused<Reason>
      : K
    : never
  : K

/** What editors offer for `values`, `valuesList`, `only`; longer paths are checked as well. */
export type PathSuggestion<M, A> = PathKey<M> | (keyof A & string) | (string & {})

/** One row of `values(...fields)`: an object with the paths as keys. Without fields: all columns and annotations. */
export type ValuesRow<M, K extends string, A = unknown> = [K] extends [never]
  ? Row<M> & A
  : { [P in K]: ValueOf<M, A, P> }

/** One row of `valuesList(...fields)`: a tuple in the order of the paths. */
export type ValuesTuple<M, K extends readonly string[], A = unknown> = {
  -readonly [I in keyof K]: ValueOf<M, A, K[I]>
}

/** Values of named expressions. */
export type AnnotationValues<M, A, E> = { [K in keyof E]: Evaluated<M, A, E[K]> }

type Evaluated<M, A, X> = X extends { readonly [RESULT]: infer V } ? ResolvedValue<M, A, V> : never

type ResolvedValue<M, A, V> = V extends ValueAt<infer P> ? ValueOf<M, A, P> : V

/** The named expressions with paths that lead somewhere. */
export type CheckedAnnotations<M, A, E> = {
  [K in keyof E]: E[K] extends ExpressionType<unknown, infer Paths>
    ? ExpressionType<unknown, CheckedPaths<M, A, Paths>>
    : never
}

/** A path of `selectRelated` if one object stands at the end of each of its relations, else why not. */
export type RelationPath<M, K extends string> = K extends `${infer Head}__${infer Rest}`
  ? Head extends SingleRelation<M>
    ? RelationPath<TargetBehind<M, Head>, Rest> extends infer Checked
      ? Checked extends Refused<string>
        ? Checked
        : K
      : never
    : NoSingleRelation<M, Head>
  : K extends SingleRelation<M>
    ? K
    : NoSingleRelation<M, K>

type NoSingleRelation<M, Name extends string> = M extends unknown
  ? Refused<`${NameOf<M>} has no foreign key or one-to-one '${Name}'`>
  : never

/** What editors offer for `selectRelated`. */
export type RelationSuggestion<M> = SingleRelation<M> | (string & {})
