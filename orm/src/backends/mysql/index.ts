import type { Backend, TransactionOptions } from '../backend.ts'
import { MysqlDriver } from './driver.ts'
import { features } from './features.ts'
import { MysqlIntrospection } from './introspection.ts'
import { operations } from './operations.ts'
import { MysqlSchemaEditor } from './schema.ts'

/** Held by who changes tables, so that only one process does at a time; names of locks belong to the whole server. */
const SCHEMA_LOCK = "SHA2(CONCAT('inkstone schema ', DATABASE()), 256)"

/** How long one process waits for the migrations of another, in seconds. */
const SCHEMA_LOCK_TIMEOUT = 3600

/** MySQL and MariaDB through `mysql2`; URLs are `mysql://user:password@host:port/database`. */
export const mysql: Backend = {
  name: 'mysql',
  features,
  operations,
  beginStatements(options: TransactionOptions) {
    const isolation = options.isolation && `SET TRANSACTION ISOLATION LEVEL ${options.isolation.toUpperCase()}`
    return [
      // A change of a table commits; without autocommit the statement after it begins a new transaction.
      ...(options.schemaChange ? [`DO GET_LOCK(${SCHEMA_LOCK}, ${SCHEMA_LOCK_TIMEOUT})`, 'SET autocommit = 0'] : []),
      ...(options.rowsInAnyOrder ? ['SET foreign_key_checks = 0'] : []),
      ...(isolation ? [isolation] : []),
      `START TRANSACTION${options.readOnly ? ' READ ONLY' : ''}`,
    ]
  },
  cleanupStatements(options: TransactionOptions) {
    return [
      ...(options.rowsInAnyOrder ? ['SET foreign_key_checks = 1'] : []),
      ...(options.schemaChange ? ['SET autocommit = 1', `DO RELEASE_LOCK(${SCHEMA_LOCK})`] : []),
    ]
  },
  schemaEditor: run => new MysqlSchemaEditor(run),
  introspection: database => new MysqlIntrospection(database),
  open: (url, options) => MysqlDriver.open(url, options),
}
