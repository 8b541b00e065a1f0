import { matches, matchesUnordered } from './compare.ts'
import type { Expectation, Vector } from './format.ts'
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

/** Errors of the statement itself, which tell that the database did not take it. */
const REFUSALS = new Set(['ProgrammingError', 'DataError', 'InternalError', 'OperationalError'])

/** Whether a statement was sent and the database did not take it. */
export function isRefusal(expected: Expectation | undefined): boolean {
  return expected?.error !== undefined && REFUSALS.has(expected.error)
}

/** Whether a part stands anywhere in what a vector does. */
export function names(vector: Vector, part: string): boolean {
  return JSON.stringify([vector.steps, vector.args, vector.script]).includes(part)
}

/** Whether the answer is what a database of Django's gave. */
export function isAnswerOf(database: string, vector: Vector, answer: Answer): boolean {
  const result = vector.expect[database]?.result
  if (Array.isArray(result) && Array.isArray(answer.result) && vector.ordered !== true)
    return matchesUnordered(result, answer.result)
  return result !== undefined && matches(result, answer.result)
}
