import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { parseFile } from '../conformance/format.ts'
import { type Outcome, replayFile } from '../conformance/replay.ts'
import { connect } from '../src/index.ts'
import { reachableServers, schemaUrl } from './support/servers.ts'

for (const url of ['sqlite::memory:', ...(await reachableServers())]) {
  const database = new URL(url).protocol
  for (const name of ['user-open', 'laziness', 'relations-open', 'shop', 'company', 'events', 'odd', 'network']) {
    test(`${database} every answer of ${name}.json is Django's, and nothing is missing`, async t => {
      const outcomes = await replay(name, url.startsWith('sqlite:') ? url : await schemaUrl(t, url))
      assert.deepEqual(failures(outcomes), [])
      assert.deepEqual(missing(outcomes), {})
    })
  }
}

async function replay(name: string, url: string): Promise<Outcome[]> {
  const text = await readFile(new URL(`vectors/${name}.json`, import.meta.url), 'utf8')
  const db = await connect(url, { timeZone: 'UTC', validate: false })
  try {
    return await Array.fromAsync(replayFile(parseFile(text), db))
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
