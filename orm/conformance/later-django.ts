import { UsageError, ValueError } from '../src/index.ts'
import { matches } from './compare.ts'
import { type Deviation, isAnswerOf, names } from './deviation.ts'
import { isObject, type Json, type Vector } from './format.ts'

/** What zones of the library that Django 3.2 used say of a moment that comes twice or never. */
const ZONE_ERRORS = new Set(['AmbiguousTimeError', 'NonExistentTimeError'])

/** Answers of Django 3.2 that later versions give otherwise, and so does this package. */
export const LATER_DJANGO: readonly Deviation[] = [
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
      mismatch === 'result' &&
      names(vector, '__second') &&
      (isAnswerOf('sqlite', vector, answer) || vector.expect.sqlite?.error === 'NotSupportedError'),
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
    rule: 'in_bulk() refuses values() and values_list(), as in Django from version 4 on',
    decision: '009',
    applies: ({ vector, answer }) =>
      vector.op === 'in_bulk' && answer.error instanceof UsageError && /after values/.test(answer.error.message),
  },
  {
    rule: 'the hour that summer time repeats is truncated like any other, as in Django from version 4 on',
    decision: '009',
    applies: ({ expected, answer }) => ZONE_ERRORS.has(expected.error ?? '') && answer.error === undefined,
  },
]

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

/** Lists inside rows with every member once. */
function withoutRepeats(result: Json): Json {
  if (!Array.isArray(result)) return result
  return result.map(row => (Array.isArray(row) ? row.map(once) : row))
}

function once(value: Json): Json {
  return Array.isArray(value) ? [...new Map(value.map(item => [JSON.stringify(item), item])).values()] : value
}
