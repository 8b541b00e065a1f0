import type { PATHS, RESULT, ROWS } from './brands.ts'
import type { QType } from './conditions.ts'

/**
 * What the compiler knows of expressions and QuerySets as values.
 *
 * An expression is made before anybody knows the model: `F('hits')` has the type `Expression<At<'value', 'hits'>, 'hits'>`.
 * Where it is used its paths are checked and `At<'value', 'hits'>` is replaced by `number`.
 */

/** What an expression names: a path, or an object of conditions, whose keys are paths and lookups. */
export type Mention = string | object

/** A piece of SQL with a value of type `V` that mentions `Paths`; `Mention` when nobody knows what. */
export interface ExpressionType<out V = unknown, out Paths extends Mention = Mention> {
  readonly [RESULT]: V
  readonly [PATHS]: Paths
}

/** Something that gives rows: as the right-hand side of a lookup it is a subquery. */
export interface RowSource<out R = unknown> {
  readonly [ROWS]: R
}

/** What can be said of the value at the end of a path, before the model is known. */
export interface Known<V> {
  value: V
  /** `null` if it may be missing. */
  null: Extract<V, null>
  /** The value when it is not missing. */
  present: Exclude<V, null>
  /** Its mean: decimals stay decimals, which are texts. */
  average: V extends string ? string : V extends null ? null : number
}

/** Stands for something about the value at the end of a path in the model that it will be used with. */
export interface At<What extends keyof Known<unknown>, out P extends string> {
  readonly what: What
  readonly path: P
}

/** Anything that may stand for a value in a condition, an assignment or an expression. */
export type Operand = ExpressionType | RowSource

/** The type of an argument's value. */
export type ResultOf<X> = X extends string ? At<'value', X> : X extends ExpressionType<infer V> ? V : X

/** `null` if an argument may be NULL. */
export type NullsOf<X> = X extends string ? At<'null', X> : X extends ExpressionType<infer V> ? NullsIn<V> : never
type NullsIn<V> = V extends At<infer _What, infer P> ? At<'null', P> : Extract<V, null>

/** The type of an argument's value when it is not NULL. */
export type PresentOf<X> = X extends string ? At<'present', X> : X extends ExpressionType<infer V> ? PresentIn<V> : X
type PresentIn<V> = V extends At<infer What, infer P> ? (What extends 'value' ? At<'present', P> : V) : Exclude<V, null>

/** The mean of an argument. */
export type AverageOf<X> = X extends string ? At<'average', X> : X extends ExpressionType<string> ? string : number

/** The paths that an argument names; `'*'` is none. */
export type PathsOf<X> = X extends '*'
  ? never
  : X extends string
    ? X
    : X extends ExpressionType<unknown, infer P>
      ? P
      : never

/** What a condition mentions: an object of conditions, the objects that a Q was made of, or what an expression names. */
export type MentionsOf<C> =
  C extends QType<infer F>
    ? unknown extends F
      ? Mention
      : Extract<F, object>
    : C extends ExpressionType<unknown, infer Paths>
      ? Paths
      : Extract<C, object>

/** What an operand adds to the type and the paths of a calculation; literals, texts too, are plain values. */
export type OperandResult<X> = X extends ExpressionType<infer V> ? V : never
/** The type of an operand's value; texts are values. */
export type OperandValue<X> = X extends ExpressionType<infer V> ? V : Widened<X>
type Widened<X> = X extends string ? string : X extends number ? number : X extends boolean ? boolean : X
export type OperandPaths<X> = X extends ExpressionType<unknown, infer P> ? P : never

/** The value of a QuerySet that reads one column. */
export type SingleValue<R> = R extends readonly [infer V]
  ? V
  : R extends string | number | bigint | boolean | Date | Uint8Array | null
    ? R
    : R extends { readonly save: unknown }
      ? unknown
      : R[keyof R]
