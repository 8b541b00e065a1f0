import { AsyncLocalStorage } from 'node:async_hooks'
import { test as declare, type TestContext } from 'node:test'
import { reachableServers, schemaUrl, serverName } from './servers.ts'

const MEMORY = 'sqlite::memory:'

/** The databases that answer. */
export const databases: readonly string[] = [MEMORY, ...(await reachableServers())]

const underTest = new AsyncLocalStorage<string>()

/** Declare a test for each database that answers. Helpers that open a database open one there. */
export function test(name: string, work: (t: TestContext) => unknown): void {
  for (const url of databases) {
    declare(`${serverName(url)}: ${name}`, async t => {
      await underTest.run(url, () => work(t))
    })
  }
}

/** The URL of an empty database of the kind under test; SQLite in memory where a test does not ask for several. */
export async function emptyUrl(t: TestContext): Promise<string> {
  const url = underTest.getStore() ?? MEMORY
  return url === MEMORY ? url : await schemaUrl(t, url)
}

/** Whether the present test runs on SQLite, where files, pragmas and statements differ. */
export function isOnServer(): boolean {
  return (underTest.getStore() ?? MEMORY) !== MEMORY
}
