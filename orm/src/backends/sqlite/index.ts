import { NotSupportedError } from '../../errors.ts'
import type { Backend, DriverOptions, TransactionOptions } from '../backend.ts'
import { SqliteDriver } from './driver.ts'
import { features } from './features.ts'
import { SqliteIntrospection } from './introspection.ts'
import { operations } from './operations.ts'
import { SqliteSchemaEditor } from './schema.ts'

/** SQLite through `node:sqlite`, Node's own; URLs are `sqlite:path` and `sqlite::memory:`. */
export const sqlite: Backend = {
  name: 'sqlite',
  features,
  operations,
  beginStatements(options: TransactionOptions) {
    // A deferred transaction that turns to writing later fails at once if somebody else has written in between.
    const begin = options.readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE'
    // Inside a transaction the pragma has no effect, so it goes first.
    return options.schemaChange ? ['PRAGMA foreign_keys = OFF', begin] : [begin]
  },
  cleanupStatements(options: TransactionOptions) {
    return options.schemaChange ? ['PRAGMA foreign_keys = ON'] : []
  },
  schemaEditor: run => new SqliteSchemaEditor(run),
  introspection: database => new SqliteIntrospection(database),
  async open(url: string, options: DriverOptions) {
    if (options.statementTimeout !== undefined) {
      throw new NotSupportedError('SQLite runs inside this process, which cannot end a statement: no statementTimeout')
    }
    return SqliteDriver.open(url.slice('sqlite:'.length), {
      ...options,
      busyTimeout: options.lockTimeout ?? options.busyTimeout,
    })
  },
}
