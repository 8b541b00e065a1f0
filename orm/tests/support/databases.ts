import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type ConnectOptions, connect, type Database } from '../../src/database.ts'
import { OperationalError } from '../../src/errors.ts'
import { notesOnServer } from './servers.ts'
import { emptyUrl, isOnServer } from './under-test.ts'

/** Make a folder that disappears with the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'inkstone-orm-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Open a database of the kind under test, a file on SQLite, with a table `note (id, text)`. */
export async function notesDatabase(t: TestContext, options: ConnectOptions = {}): Promise<Database> {
  if (isOnServer()) return notesOnServer(t, await emptyUrl(t), options)
  const path = join(await temporaryFolder(t), 'test.db')
  const database = await connect(`sqlite:${path}`, options)
  t.after(() => database.close())
  await database.execute('CREATE TABLE note (id integer PRIMARY KEY AUTOINCREMENT, text varchar(20) NOT NULL UNIQUE)')
  return database
}

/** Insert one note. */
export function addNote(database: Database, text: string): unknown {
  const place = database.backend.operations.placeholder(1)
  return database.execute(`INSERT INTO note (text) VALUES (${place})`, [text])
}

/** All notes, sorted. */
export async function notes(database: Database): Promise<unknown[]> {
  return (await database.query('SELECT text FROM note ORDER BY text')).flat()
}

/** A promise that the test settles: flows are put in order with it instead of with the clock. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

/** Most connections that any test opens. */
const MOST_CONNECTIONS = 16

/**
 * Ask until there is an answer, and collect the errors before it: each lost connection may be found out by the first
 * statement that is sent on it.
 */
export async function answerAfterLoss<T>(
  ask: () => T | Promise<T>,
): Promise<{ answer: T; errors: OperationalError[] }> {
  const errors: OperationalError[] = []
  for (;;) {
    try {
      return { answer: await ask(), errors }
    } catch (error) {
      if (!(error instanceof OperationalError) || errors.length === MOST_CONNECTIONS) throw error
      errors.push(error)
    }
  }
}
