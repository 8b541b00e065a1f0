/** SQLite: one file per rival in a temporary folder. */
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { contentOf, POSTS, postOf, range, USERS, userOf } from '../fixtures.ts'
import type { DateStorage, Scratch } from './scratch.ts'

/** Settings of every connection, the rivals' too. */
export const PRAGMAS = ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON'] as const

const DATE_TYPES: Record<DateStorage, string> = {
  text: 'datetime',
  textMilliseconds: 'datetime',
  iso: 'datetime',
  milliseconds: 'integer',
}

const ENCODE_DATE: Record<DateStorage, (date: Date) => string | number> = {
  text: date => date.toISOString().slice(0, 19).replace('T', ' '),
  textMilliseconds: date => date.toISOString().slice(0, 23).replace('T', ' '),
  iso: date => date.toISOString().replace('Z', '+00:00'),
  milliseconds: date => date.getTime(),
}

const schema = (dates: DateStorage) => `
  CREATE TABLE user (
    id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    email varchar(64) NOT NULL UNIQUE,
    name varchar(48) NOT NULL,
    password varchar(128) NOT NULL
  );
  CREATE TABLE post (
    id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    title varchar(100) NOT NULL,
    author_id integer NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    postdate ${DATE_TYPES[dates]} NOT NULL
  );
  CREATE INDEX post_author_id ON post (author_id);
  CREATE TABLE content (
    post_id integer NOT NULL PRIMARY KEY REFERENCES post (id) ON DELETE CASCADE,
    content text NOT NULL
  );`

/** Create and fill a database file. */
export async function createSqlite(folder: string, name: string, dates: DateStorage): Promise<Scratch> {
  const url = path.join(folder, `${name}.sqlite3`)
  const database = new DatabaseSync(url)
  for (const pragma of PRAGMAS) database.exec(`PRAGMA ${pragma}`)
  database.exec(schema(dates))
  fill(database, ENCODE_DATE[dates])
  database.close()
  return openSqlite(url)
}

/** Open a filled database. */
export function openSqlite(url: string): Scratch {
  const database = new DatabaseSync(url, { timeout: 5000 })
  for (const pragma of PRAGMAS) database.exec(`PRAGMA ${pragma}`)
  return {
    url,
    async rows(sql) {
      const statement = database.prepare(sql)
      statement.setReturnArrays(true)
      return statement.all() as unknown as unknown[][] // the declarations do not know setReturnArrays
    },
    async tidy() {
      // The log keeps its length: growing it anew would weigh most on rivals that are measured with few calls.
      database.exec('PRAGMA wal_checkpoint(RESTART)')
    },
    async close() {
      database.close()
    },
  }
}

function fill(database: DatabaseSync, encodeDate: (date: Date) => string | number): void {
  const insertUser = database.prepare('INSERT INTO user (id, email, name, password) VALUES (?, ?, ?, ?)')
  const insertPost = database.prepare('INSERT INTO post (id, title, author_id, postdate) VALUES (?, ?, ?, ?)')
  const insertContent = database.prepare('INSERT INTO content (post_id, content) VALUES (?, ?)')
  database.exec('BEGIN')
  for (const { id, email, name, password } of range(1, USERS).map(userOf)) insertUser.run(id, email, name, password)
  for (const { id, title, authorId, postdate } of range(1, POSTS).map(postOf)) {
    insertPost.run(id, title, authorId, encodeDate(postdate))
    insertContent.run(id, contentOf(id))
  }
  database.exec('COMMIT')
  database.exec('ANALYZE')
}
