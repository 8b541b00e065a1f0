import type { Refused } from './brands.ts'
import type { CheckedPaths } from './conditions.ts'
import type { ExpressionType } from './expressions.ts'
import type { ValueOf } from './paths.ts'
import type { PathKey } from './suggestions.ts'

/**
 * A term of `orderBy`, `latest`, `earliest`, or why it is none.
 *
 *   orderBy<M, A, Q, const K extends readonly OrderSuggestion<M, A>[]>(
 *     this: Queried<M, A, unknown, Q>, ...terms: OrderKeys<M, K, A>): Q
 */
type OrderKey<M, K, A = unknown> = K extends string
  ? K extends '?'
    ? K
    : OrderPath<M, A, K, K extends `-${infer P}` ? P : K>
  : K extends ExpressionType<unknown, infer Paths>
    ? ExpressionType<unknown, CheckedPaths<M, A, Paths>>
    : K

/** The terms of one call; each is checked by itself. */
export type OrderKeys<M, K extends readonly unknown[], A> = { [I in keyof K]: OrderKey<M, K[I], A> }

type OrderPath<M, A, K extends string, P extends string> =
  ValueOf<M, A, P> extends infer V ? (V extends Refused<string> ? V : K) : never

/** What editors offer; any other path over relations is checked as well. */
export type OrderSuggestion<M, A> = Signed<PathKey<M> | (keyof A & string)> | '?' | (string & {}) | ExpressionType

type Signed<P extends string> = P | `-${P}`
