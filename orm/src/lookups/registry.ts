import { FieldError } from '../errors.ts'
import type { Expression } from '../expressions/expression.ts'
import { jsonPart } from '../expressions/json.ts'
import { familyOf } from '../expressions/output.ts'
import { Col } from '../expressions/references.ts'
import { ExtractExpression } from '../expressions/temporal.ts'
import type { LookupClass } from './lookup.ts'

/** Makes the transformed value of an expression: `date__year` puts an extraction around the column. */
export type Transform = (lhs: Expression) => Expression

const lookups = new Map<string, Map<string, LookupClass>>()
const transforms = new Map<string, Map<string, Transform>>()

/** Make a lookup known to fields of a kind; `'*'` is every kind. */
export function registerLookup(kind: string, lookup: LookupClass): void {
  entry(lookups, kind).set(lookup.lookupName, lookup)
}

/** Make a transform known to fields of a kind under a name; `'*'` is every kind. */
export function registerTransform(kind: string, name: string, transform: Transform): void {
  entry(transforms, kind).set(name, transform)
}

function entry<V>(registry: Map<string, Map<string, V>>, kind: string): Map<string, V> {
  const known = registry.get(kind)
  if (known) return known
  const made = new Map<string, V>()
  registry.set(kind, made)
  return made
}

/** Where lookups of an expression are searched for, the nearest first. */
function registers(lhs: Expression): readonly string[] {
  if (lhs instanceof Col && lhs.relation) return ['relation']
  const { kind } = lhs.outputField
  const own = [kind, familyOf(kind), '*']
  return lhs instanceof ExtractExpression && lhs.part.toLowerCase().endsWith('year') ? ['yearPart', ...own] : own
}

export function getLookup(lhs: Expression, name: string): LookupClass | undefined {
  for (const register of registers(lhs)) {
    const found = lookups.get(register)?.get(name)
    if (found) return found
  }
  return undefined
}

function getTransform(lhs: Expression, name: string): Transform | undefined {
  for (const register of registers(lhs)) {
    const found = transforms.get(register)?.get(name)
    if (found) return found
  }
  return undefined
}

/** Put a transform around an expression. @throws FieldError with names that are near, when there is none */
export function tryTransform(lhs: Expression, name: string, rest: readonly string[] = [name]): Expression {
  const transform = getTransform(lhs, name)
  if (transform) return transform(lhs)
  if (lhs.outputOrNull?.kind === 'json') return jsonPart(lhs, name)
  if (lhs instanceof Col && lhs.relation) throw new FieldError(`Related Field got invalid lookup: ${name}`)
  const { kind } = lhs.outputField
  const near = nearNames(name, known(lhs))
  const hint = near.length ? `, perhaps you meant ${near.join(' or ')}?` : '.'
  throw new FieldError(
    `Unsupported lookup '${rest.slice(rest.indexOf(name)).join('__')}' for ${kind} field or join on the field not permitted${hint}`,
  )
}

function known(lhs: Expression): string[] {
  return registers(lhs).flatMap(register => [
    ...(lookups.get(register)?.keys() ?? []),
    ...(transforms.get(register)?.keys() ?? []),
  ])
}

/** Names that differ little from a mistyped one. */
function nearNames(name: string, names: readonly string[]): string[] {
  const limit = Math.max(1, Math.floor(name.length / 3))
  return [...new Set(names)].filter(other => distance(name, other) <= limit).sort()
}

/** Insertions, deletions and replacements between two texts (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, replaced))
    }
    row = next
  }
  return row[b.length] as number // rows have one number more than b
}
