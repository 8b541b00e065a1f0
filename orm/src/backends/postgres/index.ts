import { NotSupportedError } from '../../errors.ts'
import type { Backend, TransactionOptions } from '../backend.ts'
import type { PostgresDriver } from './driver.ts'
import { features } from './features.ts'
import { PostgresIntrospection } from './introspection.ts'
import { operations } from './operations.ts'
import { PostgresSchemaEditor } from './schema.ts'

/** Taken by transactions that change tables, so that only one process does at a time; any number will do. */
const SCHEMA_LOCK = 7_461_823

/** PostgreSQL through `pg`; URLs are those of libpq, `postgres://user:password@host:port/database`. */
export const postgres: Backend = {
  name: 'postgresql',
  features,
  operations,
  beginStatements(options: TransactionOptions) {
    const isolation = options.isolation ? ` ISOLATION LEVEL ${options.isolation.toUpperCase()}` : ''
    const begin = `BEGIN${isolation}${options.readOnly ? ' READ ONLY' : ''}`
    return options.schemaChange ? [begin, `SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`] : [begin]
  },
  cleanupStatements: () => [],
  schemaEditor: run => new PostgresSchemaEditor(run),
  introspection: database => new PostgresIntrospection(database),
  open: async (url, options) => (await loadDriver()).open(url, options),
}

/** Loaded when a database is opened, since `pg` is an optional dependency. */
async function loadDriver(): Promise<typeof PostgresDriver> {
  try {
    return (await import('./driver.ts')).PostgresDriver
  } catch (error) {
    throw new NotSupportedError('PostgreSQL needs the package pg: npm install pg', { cause: error })
  }
}
