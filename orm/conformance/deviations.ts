import { IntegrityError, UsageError, ValueError } from '../src/index.ts'
import { matches, matchesUnordered } from './compare.ts'
import { type Expectation, isObject, type Json, type JsonObject, type Vector } from './format.ts'
import type { Answer } from './replay.ts'
import type { World } from './session.ts'

/** A rule by which an answer may differ from Django's on purpose; `decision` is the number in docs/decisions. */
export interface Deviation {
  readonly rule: string
  readonly decision: string
  applies(given: Given): boolean
}

/** A vector, what was expected of it, what came, and where the two differ. */
export interface Given {
  readonly vector: Vector
  readonly expected: Expectation
  readonly answer: Answer
  readonly mismatch: Mismatch
  readonly world: World
}

/** Which part of an expectation was not met. */
export type Mismatch = 'result' | 'error' | 'queries' | 'state' | 'remaining'

/** What PostgreSQL says of a comparison of unlike types, which other databases convert. */
const REFUSALS = new Set(['ProgrammingError', 'DataError', 'InternalError'])

const DEVIATIONS: readonly Deviation[] = [
  {
    rule: 'related objects of rows from one QuerySet load together: fewer statements than Django sends',
    decision: '008',
    applies: ({ expected, answer, mismatch }) => mismatch === 'queries' && answer.queries < (expected.queries ?? 0),
  },
  {
    rule: 'isnull takes true or false only, as Django does from version 4 on',
    decision: '009',
    applies: ({ vector, answer }) => answer.error instanceof ValueError && hasLooseIsnull(vector.steps ?? []),
  },
  {
    rule: 'bulkUpdate takes expressions, F() among them, as Django does from version 4 on',
    decision: '009',
    applies: ({ vector, expected, answer }) =>
      vector.op === 'bulk_update' && expected.error === 'TypeError' && answer.error === undefined,
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
    rule: 'a QuerySet of several columns behind in is a ValueError, as in Django from version 4 on',
    decision: '009',
    applies: ({ expected, answer }) =>
      expected.error === 'TypeError' &&
      answer.error instanceof ValueError &&
      /selected fields/.test(answer.error.message),
  },
  {
    rule: 'a second is the whole one on every database, as in Django from version 4 on',
    decision: '009',
    applies: ({ vector, answer, mismatch }) =>
      mismatch === 'result' && names(vector, '__second') && isAnswerOf('sqlite', vector, answer),
  },
  {
    rule: 'first() and last() respect an order_by() without terms, as in Django from version 6.1 on',
    decision: '009',
    applies: ({ vector, expected, answer, mismatch }) =>
      mismatch === 'result' &&
      takesAnEnd(vector) &&
      isOrderCleared(vector) &&
      areBothRows(expected.result, answer.result),
  },
  {
    rule: 'first() and last() refuse groups without an order, as in Django from version 4.2 on',
    decision: '009',
    applies: ({ vector, expected, answer }) =>
      takesAnEnd(vector) &&
      expected.error === undefined &&
      answer.error instanceof UsageError &&
      /unordered queryset performing aggregation/.test(answer.error.message),
  },
  {
    rule: 'iterator() respects prefetch_related(), as in Django from version 4.1 on',
    decision: '009',
    applies: ({ vector, mismatch }) =>
      mismatch === 'queries' &&
      vector.op === 'iterator' &&
      (vector.steps ?? []).some(step => 'prefetch_related' in step),
  },
  {
    rule: 'a sliced QuerySet in a Prefetch counts for every object, as in Django from version 4.2 on',
    decision: '009',
    applies: ({ vector, expected, answer }) =>
      expected.error !== undefined && answer.error === undefined && hasSlicedPrefetch(vector),
  },
  {
    rule: 'iso_year is the year of the ISO week, as in Django from version 4 on',
    decision: '009',
    applies: ({ vector, mismatch }) => mismatch !== 'error' && names(vector, 'iso_year'),
  },
  {
    rule: 'QuerySets are combined whatever their aliases, as in Django from version 4.1 on',
    decision: '009',
    applies: ({ vector, expected, answer }) =>
      expected.error === 'AssertionError' &&
      answer.error === undefined &&
      (names(vector, 'combine_and') || names(vector, 'combine_or')),
  },
  {
    rule: 'a Prefetch over a join table shares the joins of its QuerySet, so that rows come once, as in Django from version 5.2 on',
    decision: '009',
    applies: ({ vector, expected, answer, mismatch }) =>
      mismatch === 'result' &&
      names(vector, '$prefetch') &&
      matches(withoutRepeats(expected.result ?? null), withoutRepeats(answer.result as Json)),
  },
  {
    rule: 'a condition over related rows beside an aggregate is grouped by as a whole, as in Django from version 4.2 on',
    decision: '009',
    applies: ({ vector, expected, answer, world }) =>
      world.db.backend.name === 'postgresql' &&
      expected.error === 'ProgrammingError' &&
      answer.error === undefined &&
      names(vector, 'annotate'),
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
    rule: 'rows that are equal in the order of their model come in the order of the database',
    decision: '004',
    applies: ({ vector, answer, mismatch }) =>
      mismatch === 'result' && !vector.steps?.some(step => 'order_by' in step) && isSameMultiset(vector, answer),
  },
]

/** Whether a statement was sent and the database did not take it. */
export function isRefusal(expected: Expectation | undefined): boolean {
  return expected?.error !== undefined && REFUSALS.has(expected.error)
}

/** The rule that allows this mismatch, if there is one. */
export function findDeviation(given: Given): Deviation | undefined {
  return DEVIATIONS.find(deviation => deviation.applies(given))
}

function hasLooseIsnull(json: Json): boolean {
  if (Array.isArray(json)) return json.some(hasLooseIsnull)
  if (!isObject(json)) return false
  return Object.entries(json).some(
    ([key, value]) => (key.endsWith('__isnull') && typeof value !== 'boolean') || hasLooseIsnull(value),
  )
}

function takesAnEnd({ op }: Vector): boolean {
  return op === 'first' || op === 'last'
}

/** Whether the last step that says anything about the order takes it away. */
function isOrderCleared({ steps = [] }: Vector): boolean {
  const last = steps.findLast(step => 'order_by' in step)
  return Array.isArray(last?.order_by) && last.order_by.length === 0
}

/** A row can be another one; whether there is any is no matter of order. */
function areBothRows(expected: Json | undefined, actual: unknown): boolean {
  return expected !== undefined && expected !== null && actual !== undefined && actual !== null
}

function hasSlicedPrefetch({ steps = [] }: Vector): boolean {
  const lookups = steps.flatMap(step => (Array.isArray(step.prefetch_related) ? step.prefetch_related : []))
  return lookups.some(lookup => isObject(lookup) && JSON.stringify(lookup.queryset ?? {}).includes('"slice"'))
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

function names(vector: Vector, part: string): boolean {
  return JSON.stringify([vector.steps, vector.args, vector.script]).includes(part)
}

/** Lists inside rows with every member once. */
function withoutRepeats(result: Json): Json {
  if (!Array.isArray(result)) return result
  return result.map(row => (Array.isArray(row) ? row.map(once) : row))
}

function once(value: Json): Json {
  return Array.isArray(value) ? [...new Map(value.map(item => [JSON.stringify(item), item])).values()] : value
}

function isAnswerOf(database: string, vector: Vector, answer: Answer): boolean {
  const result = vector.expect[database]?.result
  if (Array.isArray(result) && Array.isArray(answer.result) && vector.ordered !== true)
    return matchesUnordered(result, answer.result)
  return result !== undefined && matches(result, answer.result)
}

/** Django's back ends gave the same rows in different orders, and so do we. */
function isSameMultiset(vector: Vector, { result }: Answer): boolean {
  const recorded = Object.values(vector.expect).map(expected => expected.result)
  if (recorded.length < 2 || !Array.isArray(result)) return false
  return recorded.every(rows => Array.isArray(rows) && matchesUnordered(rows, result))
}
