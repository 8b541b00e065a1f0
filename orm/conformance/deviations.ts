import { FieldError, IntegrityError, UsageError, ValidationError, ValueError } from '../src/index.ts'
import { matches, matchesUnordered } from './compare.ts'
import { type Deviation, type Given, isRefusal, names } from './deviation.ts'
import { isObject, type Json, type JsonObject, type Vector } from './format.ts'
import { LATER_DJANGO } from './later-django.ts'
import type { Answer } from './replay.ts'
import type { World } from './session.ts'

const TEXTS_OF_TYPES = /"\$(?:decimal|uuid|date|datetime)"/

/** A key without `__in` before a query. */
const COMPARED_WITH_QUERY = /"(?:(?!__in")[^"])+":\{"\$query"/

/** What is said of a text where a number, a day, a moment or a UUID belongs. */
const OF_ANOTHER_TYPE = /expected a number but got|has an invalid format|is not a valid UUID/

/** Rules by which an answer differs from Django's on purpose, whatever its version. */
const DEVIATIONS: readonly Deviation[] = [
  {
    rule: 'related objects of rows from one QuerySet load together: fewer statements than Django sends',
    decision: '008',
    applies: ({ expected, answer, mismatch }) => mismatch === 'queries' && answer.queries < (expected.queries ?? 0),
  },
  {
    rule: 'update() refuses an object of another model than the foreign key points at; Django takes its key',
    decision: '010',
    applies: ({ vector, expected, answer }) =>
      vector.op === 'update' &&
      expected.error === undefined &&
      answer.error instanceof ValueError &&
      / takes an? \w+, not an? \w+\.$/.test(answer.error.message),
  },
  {
    rule: 'unlike types are compared where PostgreSQL refuses to',
    decision: '004',
    applies: ({ expected, answer, world }) =>
      world.db.backend.name === 'mysql' && isRefusal(expected) && answer.error === undefined,
  },
  {
    rule: 'a foreign key is checked by its own statement where the database cannot wait for the commit',
    decision: '012',
    applies: ({ answer, world }) =>
      !world.db.backend.features.supportsDeferredConstraints && hasForeignKeyError([answer.results, answer.error]),
  },
  {
    rule: 'automatic keys of rows that were inserted beside ignored ones have the gaps of the database',
    decision: '012',
    applies: ({ vector, expected, answer, mismatch, world }) =>
      mismatch === 'state' &&
      vector.op === 'bulk_create' &&
      world.db.backend.name !== 'postgresql' &&
      matches(withoutKeys(expected.state, world), withoutKeys(answer.state, world)),
  },
  {
    rule: 'objects that one call relates get the automatic keys of their join rows in the order given, not in that of a set in Python',
    decision: '055',
    applies: ({ vector, expected, answer, mismatch, world }) =>
      mismatch === 'state' &&
      vector.op === 'script' &&
      sameInserts(withoutKeys(expected.state, world), withoutKeys(answer.state, world)),
  },
  {
    rule: 'rows that are equal in the order of their model come in the order of the database',
    decision: '004',
    applies: ({ vector, answer, mismatch }) =>
      mismatch === 'result' && !vector.steps?.some(step => 'order_by' in step) && isSameMultiset(vector, answer),
  },
  {
    rule: 'char and text are one type where expressions are mixed',
    decision: '055',
    applies: ({ vector, expected, answer, world }) =>
      expected.error === 'FieldError' &&
      answer.error === undefined &&
      /"\$(?:concat|coalesce|nullif|greatest|least|replace|case)"/.test(JSON.stringify(vector.steps)) &&
      Object.values(world.file.models).some(({ fields }) => Object.values(fields).some(({ type }) => type === 'text')),
  },
  {
    rule: 'QuerySets with other kinds of rows, and sliced ones, are not combined',
    decision: '055',
    applies: ({ vector, answer }) =>
      answer.error instanceof UsageError &&
      /^(?:Merging QuerySets|Cannot combine queries)/.test(answer.error.message) &&
      (names(vector, 'combine_and') || names(vector, 'combine_or')),
  },
  {
    rule: 'a name that does not exist behind a relation is an error in an order, too',
    decision: '055',
    applies: ({ vector, expected, answer }) =>
      expected.error === undefined && answer.error instanceof FieldError && names(vector, 'order_by'),
  },
  {
    rule: 'only() and defer() take pk behind a relation',
    decision: '055',
    applies: ({ vector, expected, answer }) =>
      expected.error === 'FieldDoesNotExist' && answer.error === undefined && names(vector, '__pk'),
  },
  {
    rule: 'a QuerySet behind = gives the column that the foreign key points at',
    decision: '055',
    applies: ({ vector, answer, world }) =>
      answer.error === undefined &&
      COMPARED_WITH_QUERY.test(JSON.stringify(vector.steps)) &&
      Object.values(world.file.models).some(({ fields }) => Object.values(fields).some(field => field.to_field)),
  },
  {
    rule: 'a query that Django writes so that no database takes it has an answer',
    decision: '055',
    applies: ({ vector, answer }) =>
      answer.error === undefined &&
      Object.values(vector.expect).every(expected => isRefusal(expected) || expected.error === 'DatabaseError'),
  },
  {
    rule: 'decimals, dates and UUIDs are texts, and refused as such where a column is of another type',
    decision: '055',
    applies: ({ vector, answer }) =>
      (answer.error instanceof ValueError || answer.error instanceof ValidationError) &&
      OF_ANOTHER_TYPE.test(answer.error.message) &&
      TEXTS_OF_TYPES.test(JSON.stringify([vector.steps, vector.args])),
  },
]

/** The rule that allows this mismatch, if there is one. */
export function findDeviation(given: Given): Deviation | undefined {
  return [...DEVIATIONS, ...LATER_DJANGO].find(deviation => deviation.applies(given))
}

function hasForeignKeyError(part: unknown): boolean {
  if (part instanceof IntegrityError) return part.constraint === 'foreignKey'
  return typeof part === 'object' && part !== null && Object.values(part).some(hasForeignKeyError)
}

/** A state without the automatic keys of new rows, which come in their order. */
function withoutKeys(state: unknown, { models, names }: World): Json {
  if (!isObject(state)) return null
  const inserted = Object.entries(state.inserted ?? {}).map(([name, rows]) => {
    const key = models.get(name)?.meta.pk
    const keyName = key?.isAuto ? names.toFile(key.name) : undefined
    return [name, (rows as JsonObject[]).map(row => ({ ...row, ...(keyName && { [keyName]: null }) }))] as const
  })
  return { ...state, inserted: Object.fromEntries(inserted) }
}

function sameInserts(expected: Json, actual: Json): boolean {
  if (!isObject(expected) || !isObject(actual)) return false
  const [one, other] = [expected.inserted ?? {}, actual.inserted ?? {}].map(part => Object.values(part as JsonObject))
  return (
    matches({ ...expected, inserted: null }, { ...actual, inserted: null }) &&
    matchesUnordered((one ?? []).flat(), (other ?? []).flat())
  )
}

/** Django's back ends gave the same rows in different orders, and so do we. */
function isSameMultiset(vector: Vector, { result }: Answer): boolean {
  const recorded = Object.values(vector.expect).map(expected => expected.result)
  if (recorded.length < 2 || !Array.isArray(result)) return false
  return recorded.every(rows => Array.isArray(rows) && matchesUnordered(rows, result))
}
