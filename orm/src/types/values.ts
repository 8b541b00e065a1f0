import type { Refused } from './brands.ts'
import type { CheckedPaths, CheckedUnion, QType } from './conditions.ts'
import type { At, ExpressionType, Known, RowSource } from './expressions.ts'
import type { ValueOf } from './paths.ts'
import type { NameOf, Row } from './rows.ts'
import type { PathKey, SingleRelation, TargetBehind } from './suggestions.ts'

/** One row of `values(...fields)`: an object with the paths as keys. Without fields: all columns and annotations. */
export type ValuesRow<M, K extends string, A = unknown> = [K] extends [never]
  ? Row<M> & A
  : { [P in K]: ValueOf<M, A, P> }

/** One row of `valuesList(...fields)`: a tuple in the order of the paths. */
export type ValuesTuple<M, K extends readonly string[], A = unknown> = {
  -readonly [I in keyof K]: ValueOf<M, A, K[I]>
}

/** A path as an argument if it leads to a value, else why not. */
export type PathArgument<M, K, A = unknown> = K extends string
  ? ValueOf<M, A, K> extends infer V
    ? V extends Refused<string>
      ? V
      : K
    : never
  : K

/** As {@link PathArgument}, for each argument. Several type parameters, so that editors offer names for each of them. */
export type PathArguments<M, K extends readonly unknown[], A> = { [I in keyof K]: PathArgument<M, K[I], A> }

/** The arguments of `values`: paths, and an object of expressions after them. */
export type ValuesArguments<M, K extends readonly unknown[], A> = {
  [I in keyof K]: K[I] extends string ? PathArgument<M, K[I], A> : CheckedAnnotations<M, K[I], A>
}

/** The expressions among the arguments of `values`, by name. */
export type Computed<M, K extends readonly unknown[], A> = K extends readonly [...string[], infer E extends object]
  ? AnnotationValues<M, E, A>
  : unknown

/** A row of `values`: what is named and computed, everything without arguments. */
export type NamedRow<M, K extends readonly unknown[], A> = K extends readonly [infer E extends object]
  ? AnnotationValues<M, E, A>
  : ValuesRow<M, Extract<K[number], string>, A> & Computed<M, K, A>

/** Options of `valuesList`. */
export interface FlatOption {
  /** Give the values of one path by themselves, not in lists. */
  readonly flat: true
}

/** The arguments of `valuesList`: paths, and options after one path. */
export type ListArguments<M, K extends readonly unknown[], A> = {
  [I in keyof K]: K[I] extends FlatOption ? OnlyOption<K, K[I]> : PathArgument<M, K[I], A>
}

type OnlyOption<K, Option> = K extends readonly [unknown, FlatOption]
  ? Option
  : Refused<"'flat' goes with one field alone">

/** A row of `valuesList`. */
export type ListRow<M, K extends readonly unknown[], A> = K extends readonly [infer P extends string, FlatOption]
  ? ValueOf<M, A, P>
  : ValuesTuple<M, Extract<K, readonly string[]>, A>

/** What editors offer for `values`, `valuesList`, `only`; longer paths are checked as well. */
export type PathSuggestion<M, A> = PathKey<M> | (keyof A & string) | (string & {})

/** Named expressions, as `annotate` and `aggregate` take them. */
export type Annotations = Readonly<Record<string, Annotation>>

/** An expression, a condition as a boolean value, or a QuerySet of one row and column. */
type Annotation = ExpressionType | QType | RowSource

/** Values of named expressions. */
export type AnnotationValues<M, E, A = unknown> = {
  -readonly [K in keyof E]: Evaluated<M, A, E[K]>
}

type Evaluated<M, A, X> =
  X extends ExpressionType<infer V> ? ResolvedValue<M, A, V> : X extends QType ? boolean : unknown

type ResolvedValue<M, A, V> = V extends At<infer What, infer P> ? Known<ValueOf<M, A, P>>[What] : V

/** The named expressions with paths that lead somewhere. */
export type CheckedAnnotations<M, E, A> = {
  [K in keyof E]: [E[K]] extends [never] ? E[K] : CheckedExpression<M, E[K], A>
}

type CheckedExpression<M, X, A> =
  X extends ExpressionType<unknown, infer Paths>
    ? ExpressionType<unknown, CheckedPaths<M, A, Paths>>
    : X extends QType<infer F>
      ? QType<CheckedUnion<M, A, F>>
      : Annotation

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

/** As {@link RelationPath}, for each argument; `null` stands for none at all. */
export type RelationPaths<M, K extends readonly (string | null)[]> = {
  [I in keyof K]: K[I] extends string ? RelationPath<M, K[I]> : K[I]
}

/** What editors offer for `selectRelated`. */
export type RelationSuggestion<M> = SingleRelation<M> | OverSingleRelations<M> | (string & {}) | null

type OverSingleRelations<M> = {
  [K in SingleRelation<M>]: `${K}__${SingleRelation<TargetBehind<M, K>>}`
}[SingleRelation<M>]
