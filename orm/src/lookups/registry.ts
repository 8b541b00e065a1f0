import { FieldError } from '../errors.ts'
import type { Expression } from '../expressions/expression.ts'
import { jsonPart } from '../expressions/json.ts'
import { familyOf } from '../expressions/output.ts'
import { Col } from '../expressions/references.ts'
import { EXTRACT_PARTS, ExtractExpression, type ExtractPart, TruncExpression } from '../expressions/temporal.ts'
import { Exact, GreaterThan, GreaterThanOrEqual, IsNull, LessThan, LessThanOrEqual } from './comparison.ts'
import {
  HasAnyKeys,
  HasKey,
  HasKeys,
  JsonContainedBy,
  JsonContains,
  JsonExact,
  JsonGreaterThan,
  JsonGreaterThanOrEqual,
  JsonIExact,
  JsonIn,
  JsonLessThan,
  JsonLessThanOrEqual,
  JsonRange,
} from './json.ts'
import { In, Range } from './list.ts'
import type { LookupClass } from './lookup.ts'
import { Contains, EndsWith, IContains, IEndsWith, IExact, IRegex, IStartsWith, Regex, StartsWith } from './text.ts'
import { YearExact, YearGreaterThan, YearGreaterThanOrEqual, YearLessThan, YearLessThanOrEqual } from './year.ts'

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

const COMPARISONS = [Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual, IsNull, In]
const TEXT_LOOKUPS = [IExact, Contains, IContains, StartsWith, IStartsWith, EndsWith, IEndsWith, Regex, IRegex, Range]

for (const lookup of COMPARISONS) {
  registerLookup('*', lookup)
  registerLookup('relation', lookup)
}
for (const lookup of TEXT_LOOKUPS) registerLookup('*', lookup)
for (const lookup of [YearExact, YearGreaterThan, YearGreaterThanOrEqual, YearLessThan, YearLessThanOrEqual]) {
  registerLookup('yearPart', lookup)
}

const JSON_LOOKUPS = [
  ...[JsonExact, JsonIExact, JsonIn, JsonRange, JsonContains, JsonContainedBy, HasKey, HasKeys, HasAnyKeys],
  ...[JsonGreaterThan, JsonGreaterThanOrEqual, JsonLessThan, JsonLessThanOrEqual],
]
for (const lookup of JSON_LOOKUPS) registerLookup('json', lookup)

const CLOCK_PARTS: readonly ExtractPart[] = ['hour', 'minute', 'second']
for (const part of EXTRACT_PARTS) {
  const kinds = CLOCK_PARTS.includes(part) ? ['time', 'datetime'] : ['date', 'datetime']
  for (const kind of kinds) registerTransform(kind, part, lhs => new ExtractExpression(lhs, part))
}
registerTransform('datetime', 'date', lhs => new TruncExpression(lhs, 'date'))
registerTransform('datetime', 'time', lhs => new TruncExpression(lhs, 'time'))
