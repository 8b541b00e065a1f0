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
import { registerLookup, registerTransform } from './registry.ts'
import { Contains, EndsWith, IContains, IEndsWith, IExact, IRegex, IStartsWith, Regex, StartsWith } from './text.ts'
import { YearExact, YearGreaterThan, YearGreaterThanOrEqual, YearLessThan, YearLessThanOrEqual } from './year.ts'

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
