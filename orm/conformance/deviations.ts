import { ValueError } from '../src/index.ts'
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

export const DEVIATIONS: readonly Deviation[] = [
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

function hasLooseIsnull(json: Json): boolean {
  if (Array.isArray(json)) return json.some(hasLooseIsnull)
  if (!isObject(json)) return false
  return Object.entries(json).some(
    ([key, value]) => (key.endsWith('__isnull') && typeof value !== 'boolean') || hasLooseIsnull(value),
  )
}
