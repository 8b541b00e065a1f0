import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { VectorFile } from '../conformance/format.ts'
import { type Outcome, replayFile } from '../conformance/replay.ts'
import { connect } from '../src/index.ts'

/** Features of the relations file that are still to come, with the number of vectors that need each. */
const STILL_TO_COME: Readonly<Record<string, number>> = {}

for (const name of ['user-open', 'laziness']) {
  test(`every answer of ${name}.json is Django's`, async () => {
    const outcomes = await replay(name)
    assert.deepEqual(failures(outcomes), [])
    assert.deepEqual(missing(outcomes), {})
  })
}

test("relations-open.json: Django's answers, but for features that are still to come", async () => {
  const outcomes = await replay('relations-open')
  assert.deepEqual(failures(outcomes), [])
  assert.deepEqual(missing(outcomes), STILL_TO_COME)
})

async function replay(name: string): Promise<Outcome[]> {
  const text = await readFile(new URL(`vectors/${name}.json`, import.meta.url), 'utf8')
  const db = await connect('sqlite::memory:', { timeZone: 'UTC', validate: false })
  try {
    return await Array.fromAsync(replayFile(JSON.parse(text) as VectorFile, db))
  } finally {
    await db.close()
  }
}

function failures(outcomes: readonly Outcome[]): string[] {
  return outcomes.filter(({ status }) => status === 'failed').map(({ id, group, note }) => `${id} [${group}] ${note}`)
}

function missing(outcomes: readonly Outcome[]): Record<string, number> {
  const groups = Map.groupBy(
    outcomes.filter(({ status }) => status === 'unsupported'),
    ({ note }) => note ?? '',
  )
  return Object.fromEntries([...groups].map(([feature, list]) => [feature, list.length]))
}
