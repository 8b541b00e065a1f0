import { captureQueries, type Database, type StatementEvent } from '../src/index.ts'

/** How many statements a part of a script sent; BEGIN and COMMIT are left out, savepoints are not. */
export class StatementCount {
  readonly count: number
  readonly writes: boolean

  constructor(events: readonly StatementEvent[]) {
    this.count = events.filter(event => event.kind !== 'transaction').length
    this.writes = events.some(event => /^(INSERT|UPDATE|DELETE|REPLACE)/.test(event.sql))
  }

  /** Django's figure is binding for reads only, and rows that load their relations together may need less. */
  agrees(expected: number): boolean {
    return this.writes || this.count <= expected
  }

  toJSON(): number {
    return this.count
  }
}

/** Run and list the verbs of its statements: `['UPDATE', 'INSERT']`. */
export async function statementVerbs(db: Database, fn: () => Promise<unknown>): Promise<string[]> {
  const [, events] = await captured(db, fn)
  return events.filter(event => event.kind === 'statement').map(event => event.sql.slice(0, event.sql.indexOf(' ')))
}

/** Run and keep result and statements; an error of `fn` goes on. */
export async function captured<T>(db: Database, fn: () => T | Promise<T>): Promise<[T, StatementEvent[]]> {
  let result: { readonly value: T } | undefined
  const events = await captureQueries(db, async () => {
    result = { value: await fn() }
  })
  if (result === undefined) throw new Error('captureQueries did not run the function')
  return [result.value, events]
}
