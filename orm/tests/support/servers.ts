import { type TestContext, test } from 'node:test'
import { type ConnectOptions, connect, type Database } from '../../src/database.ts'

/** Servers that tests use where they run; elsewhere named by the environment. */
const SERVERS = [
  process.env.TEST_POSTGRES_URL ?? 'postgres://root@127.0.0.1:5432/test',
  process.env.TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/test',
]

let answers: Promise<readonly (string | undefined)[]> | undefined

/** URLs of the database servers that answer; for each of the others one skipped test of the file says why. */
export async function reachableServers(): Promise<string[]> {
  const asked = answers === undefined
  answers ??= Promise.all(SERVERS.map(silenceOf))
  const reasons = await answers
  if (asked) {
    for (const [i, url] of SERVERS.entries()) {
      const skip = reasons[i]
      if (skip !== undefined) test(`${serverName(url)}: all tests`, { skip })
    }
  }
  return SERVERS.filter((_, i) => reasons[i] === undefined)
}

/** How a database is called in the names of tests. */
export function serverName(url: string): string {
  return new URL(url).protocol.slice(0, -1)
}

/** Why a server cannot be tested; undefined when it answers. */
async function silenceOf(url: string): Promise<string | undefined> {
  try {
    const database = await connect(url, { busyTimeout: 2000, poolSize: 1 })
    await database.close()
    return undefined
  } catch (error) {
    return String(error)
  }
}

let schemas = 0

/** The URL of an empty schema of its own, dropped after the test. */
export async function schemaUrl(t: TestContext, url: string): Promise<string> {
  schemas += 1
  const schema = `test_${process.pid}_${schemas}`
  const server = await connect(url, { poolSize: 1 })
  await server.execute(`CREATE SCHEMA ${schema}`)
  const isMysql = server.backend.name === 'mysql'
  t.after(async () => {
    await server.execute(`DROP SCHEMA ${schema}${isMysql ? '' : ' CASCADE'}`)
    await server.close()
  })
  const own = new URL(url)
  if (isMysql) own.pathname = schema
  else own.searchParams.set('options', `-c search_path=${schema}`)
  return own.href
}

/** Open a schema of its own, with a table `note (id, text)`. */
export async function serverNotes(t: TestContext, url: string, options: ConnectOptions = {}): Promise<Database> {
  return notesOnServer(t, await schemaUrl(t, url), options)
}

/** Open an empty schema, and make a table `note (id, text)` there. */
export async function notesOnServer(t: TestContext, url: string, options: ConnectOptions = {}): Promise<Database> {
  const database = await connect(url, options)
  t.after(() => database.close())
  const editor = database.backend.schemaEditor(() => [])
  const id = editor.columnSql({ name: 'id', kind: 'auto', null: false, primaryKey: true })
  await database.execute(`CREATE TABLE note (${id}, text varchar(20) NOT NULL UNIQUE)`)
  return database
}
