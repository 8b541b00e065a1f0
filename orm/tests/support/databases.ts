import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type ConnectOptions, connect, type Database } from '../../src/database.ts'

/** Make a folder that disappears with the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'inkstone-orm-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Open a SQLite file of its own for the test, with a table `note (id, text)`. */
export async function notesDatabase(t: TestContext, options: ConnectOptions = {}): Promise<Database> {
  const path = join(await temporaryFolder(t), 'test.db')
  const database = await connect(`sqlite:${path}`, options)
  t.after(() => database.close())
  await database.execute('CREATE TABLE note (id integer PRIMARY KEY AUTOINCREMENT, text varchar(20) NOT NULL UNIQUE)')
  return database
}

/** Insert one note. */
export function addNote(database: Database, text: string): unknown {
  return database.execute('INSERT INTO note (text) VALUES (?)', [text])
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
