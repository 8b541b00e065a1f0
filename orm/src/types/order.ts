import type { Refused } from './brands.ts'
import type { ExpressionType } from './expressions.ts'
import type { ValueOf } from './paths.ts'
import type { AnnotationsOf, ModelOf, Queried } from './queried.ts'
import type { PathKey } from './suggestions.ts'

/**
 * A term of `orderBy`, `latest`, `earliest`, or why it is none.
 *
 *   orderBy<S extends Queried, const K extends OrderSuggestion<S>>(this: S, ...terms: OrderKey<S, K>[]): RefinedBy<S>
 */
export type OrderKey<S extends Queried, K> = K extends string
  ? K extends '?'
    ? K
    : OrderPath<ModelOf<S>, AnnotationsOf<S>, K, K extends `-${infer P}` ? P : K>
  : K

type OrderPath<M, A, K extends string, P extends string> =
  ValueOf<M, A, P> extends infer V ? (V extends Refused<string> ? V : K) : never

/** What editors offer; any other path over relations is checked as well. */
export type OrderSuggestion<S extends Queried> = Signed<PathName<S>> | '?' | (string & {}) | ExpressionType

type Signed<P extends string> = P | `-${P}`
type PathName<S extends Queried> = PathKey<ModelOf<S>> | (keyof AnnotationsOf<S> & string)
