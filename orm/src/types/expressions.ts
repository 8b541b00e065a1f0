import type { PATHS, RESULT, ROWS } from './brands.ts'

/**
 * What the compiler knows of expressions and QuerySets as values.
 *
 *   abstract class Expression<V = unknown, Paths extends string = string> implements ExpressionType<V, Paths>
 *   F: <P extends string>(path: P) => Expression<ValueAt<P>, P>
 *   Count: <P extends string>(path: P) => Expression<number, P>
 *   Max: <P extends string>(path: P) => Expression<ValueAt<P> | null, P>
 *   class QuerySet<M, R, A> implements RowSource<R>
 *
 * An expression is made before anybody knows the model; `ValueAt<'hits'>` is replaced by `number` where it is used.
 */

/** A piece of SQL with a value of type `V` that names the fields `Paths`. */
export interface ExpressionType<out V = unknown, out Paths extends string = string> {
  readonly [RESULT]: V
  readonly [PATHS]: Paths
}

/** Something that gives rows: as the right-hand side of a lookup it is a subquery. */
export interface RowSource<out R = unknown> {
  readonly [ROWS]: R
}

/** The type of whatever the path leads to in the model that it is used with. */
export interface ValueAt<out P extends string> {
  readonly valueAt: P
}

/** Anything that may stand for a value in a condition, an assignment or an expression. */
export type Operand = ExpressionType | RowSource
