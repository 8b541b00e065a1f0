import { ValidationError, ValueError } from '../src/index.ts'
import { type Expectation, isObject, type Json, type Vector } from './format.ts'
import type { Answer } from './replay.ts'

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
}

/** Which part of an expectation was not met. */
export type Mismatch = 'result' | 'error' | 'queries' | 'state' | 'remaining'

/** Errors of Django that come from the database, or from preparing a value for it, when a bad value is written. */
const REFUSALS = new Set(['IntegrityError', 'DataError', 'ValueError', 'ValidationError'])

export const DEVIATIONS: readonly Deviation[] = [
  {
    rule: 'save and update check the value against its field before the database is asked',
    decision: '007',
    applies: ({ expected, answer }) => refusedByField(expected, answer),
  },
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
]

/** The rule that allows this mismatch, if there is one. */
export function findDeviation(given: Given): Deviation | undefined {
  return DEVIATIONS.find(deviation => deviation.applies(given))
}

function refusedByField(expected: Expectation, answer: Answer): boolean {
  const error = answer.error ?? lastEntry(answer.results)
  const wanted = expected.error ?? lastEntry(expected.results)
  return error instanceof ValidationError && typeof wanted === 'string' && REFUSALS.has(wanted)
}

/** The error that ended a script: our object, or the name in the file. */
function lastEntry(results: unknown): unknown {
  const last: unknown = Array.isArray(results) ? results.at(-1) : undefined
  return isObject(last) ? last.error : undefined
}

function hasLooseIsnull(json: Json): boolean {
  if (Array.isArray(json)) return json.some(hasLooseIsnull)
  if (!isObject(json)) return false
  return Object.entries(json).some(
    ([key, value]) => (key.endsWith('__isnull') && typeof value !== 'boolean') || hasLooseIsnull(value),
  )
}
