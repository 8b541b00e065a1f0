import type { Refused } from './brands.ts'
import type { ExpressionType } from './expressions.ts'
import type { ValueOf } from './paths.ts'
import type { PathKey } from './suggestions.ts'

/**
 * Arguments of `orderBy`, `latest`, `earliest`:
 *
 *   orderBy<const K extends OrderSuggestion<M, A>>(...keys: OrderKey<M, A, K>[]): QuerySet<M, R, A>
 */
export type OrderKey<M, A = unknown, K = OrderSuggestion<M, A>> = K extends string
  ? K extends '?'
    ? K
    : OrderPath<M, A, K, K extends `-${infer P}` ? P : K>
  : K

type OrderPath<M, A, K extends string, P extends string> =
  ValueOf<M, A, P> extends infer V ? (V extends Refused<infer Reason> ? Refused<Reason> : K) : never

/** What editors offer; any other path over relations is checked as well. */
export type OrderSuggestion<M, A> = Signed<PathKey<M> | (keyof A & string)> | '?' | (string & {}) | ExpressionType

type Signed<P extends string> = P | `-${P}`
