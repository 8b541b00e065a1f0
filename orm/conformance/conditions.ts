import { call, make } from './dynamic.ts'
import { decodeExpression, decodeOperand } from './expressions.ts'
import { isObject, type Json, type JsonObject, type Query } from './format.ts'
import { buildQuery } from './queries.ts'
import type { Session } from './session.ts'

/** Turn a condition of the file into the arguments of one `filter` call: keyword lookups, or a Q, or an expression. */
export function decodeCondition(condition: Json, session: Session): unknown {
  const object = isObject(condition) ? condition : {}
  if ('and' in object) return combine('and', object.and, session)
  if ('or' in object) return combine('or', object.or, session)
  if ('not' in object) return call(asQ(decodeCondition(object.not ?? null, session)), 'not')
  if ('$exists' in object) return decodeExpression(object, session)
  if ('$expr' in object) return decodeExpression(object.$expr ?? null, session)
  return decodeLookups(object, session)
}

/** Turn `{field__lookup: value}` into ours. */
export function decodeLookups(lookups: JsonObject, session: Session): Record<string, unknown> {
  const decoded = Object.entries(lookups).map(([key, value]) => [
    session.world.names.toOurs(key),
    decodeOperand(value, session),
  ])
  return Object.fromEntries(decoded) as Record<string, unknown>
}

export function decodeExists(query: Json, negated: boolean, session: Session): unknown {
  const exists = make('Exists', buildQuery(query as unknown as Query, session))
  return negated ? call(exists, 'not') : exists
}

function combine(connector: 'and' | 'or', parts: Json | undefined, session: Session): unknown {
  const conditions = (Array.isArray(parts) ? parts : []).map(part => asQ(decodeCondition(part, session)))
  return conditions.reduce((all, next) => call(all, connector, next), make('Q', {}))
}

/** Keywords become a Q, expressions are wrapped, so that both can be combined. */
function asQ(condition: unknown): unknown {
  return make('Q', condition)
}
