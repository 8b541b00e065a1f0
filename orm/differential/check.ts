import { isDeepStrictEqual } from 'node:util'
import type { Database } from '../src/index.ts'
import { storeWorld } from './data.ts'
import { evaluate, NotPlain } from './evaluate.ts'
import { execute } from './execute.ts'
import type { Case } from './shrink.ts'

/** What each database answered, and the plain evaluation where there is one. */
export type Answers = ReadonlyMap<string, unknown>

/** Ask all about the rows that they hold. An answer of ours that is an error must be everybody's error. */
export async function ask({ plan, world }: Case, databases: readonly Database[]): Promise<Answers> {
  const answers = new Map<string, unknown>()
  for (const db of databases) answers.set(db.backend.name, await execute(plan, db))
  try {
    answers.set('plain', evaluate(plan, world))
  } catch (error) {
    if (!(error instanceof NotPlain)) throw error
  }
  return answers
}

/** Store the rows first. */
export async function askAnew(failing: Case, databases: readonly Database[]): Promise<Answers> {
  for (const db of databases) await storeWorld(db, failing.world)
  return ask(failing, databases)
}

/** Whether all answers are the same, and none is the refusal of a database. */
export function agree(answers: Answers): boolean {
  const [first, ...others] = [...answers.values()]
  return !isRefusal(first) && others.every(other => isDeepStrictEqual(first, other))
}

function isRefusal(answer: unknown): boolean {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'error' in answer &&
    /Database|Operational|Data/.test(String(answer.error))
  )
}
