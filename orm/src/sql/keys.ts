import { FieldError } from '../errors.ts'
import type { Expression } from '../expressions/expression.ts'
import { Col } from '../expressions/references.ts'
import type { LookupClass } from '../lookups/lookup.ts'
import { getLookup, tryTransform } from '../lookups/registry.ts'
import { namesToPath, SEPARATOR } from './names.ts'
import type { Query } from './query.ts'

/** How the values of one key are taken, found once per model. */
export interface KeyPlan {
  /** The key in a token: short, and unlike any other. */
  readonly token: string
  readonly lookup: LookupClass
  /** The left side, without its table: it tells the type. */
  readonly lhs: Expression
}

/** A key taken apart: what is compared, and the transforms and the lookup that follow. */
export interface SolvedKey {
  readonly names: readonly string[]
  readonly annotation: Expression | null
  readonly lookups: readonly string[]
}

/** Keys kept before they are resolved anew: relations that point in a circle make any number of them. */
const MAX_KEYS = 2000

let nextToken = 1

/** Find the plan of a key, such as `author__email__icontains`. @throws FieldError */
export function planKey(query: Query, keys: Map<string, KeyPlan>, key: string): KeyPlan {
  const known = keys.get(key)
  if (known) return known
  const plan = makePlan(query, key)
  if (keys.size >= MAX_KEYS) keys.clear()
  keys.set(key, plan)
  return plan
}

function makePlan(query: Query, key: string): KeyPlan {
  const { annotation, names, lookups } = solveKey(query, key)
  const token = `k${nextToken++};`
  if (annotation) return { token, ...chooseLookup(annotation, lookups) }
  const { target, relation } = namesToPath(query, names, query.meta)
  return { token, ...chooseLookup(new Col('', target, relation), lookups) }
}

/** Separate the names of fields from those of transforms and lookups. */
export function solveKey(query: Query, key: string): SolvedKey {
  const names = key.split(SEPARATOR)
  for (let length = 1; length <= names.length; length++) {
    const annotation = query.annotations.get(names.slice(0, length).join(SEPARATOR))
    if (annotation) return { names: [], annotation, lookups: names.slice(length) }
  }
  const { rest } = namesToPath(query, names, query.meta)
  return { names: names.slice(0, names.length - rest.length), annotation: null, lookups: rest }
}

/** Apply the transforms and find the lookup class; a last name that is a transform means `exact` after it. */
export function chooseLookup(
  lhs: Expression,
  names: readonly string[],
): { readonly lhs: Expression; readonly lookup: LookupClass } {
  const transformed = names.slice(0, -1).reduce((inner, name) => tryTransform(inner, name, names), lhs)
  const last = names.at(-1) ?? 'exact'
  const lookup = getLookup(transformed, last)
  if (lookup) return { lhs: transformed, lookup }
  const outer = tryTransform(transformed, last, names)
  const exact = getLookup(outer, 'exact')
  if (!exact) throw new FieldError(`Unsupported lookup '${last}'.`)
  return { lhs: outer, lookup: exact }
}
