import { scopes } from './context.ts'
import type { Database } from './database.ts'
import { UsageError } from './errors.ts'

let defaultDatabase: Database | undefined

/** Set the database that is used where no `run()` says otherwise. */
export function setDefaultDatabase(database: Database | undefined): void {
  defaultDatabase = database
}

/** The default database no longer serves anybody: forget it, if it is this one. */
export function forgetDatabase(database: Database): void {
  if (defaultDatabase === database) defaultDatabase = undefined
}

/** The database of the running flow, else the default one; a `UsageError` when there is neither. */
export function currentDatabase(): Database
export function currentDatabase(options: { optional: true }): Database | undefined
export function currentDatabase(options?: { optional: true }): Database | undefined {
  const database = scopes.getStore()?.database ?? defaultDatabase
  if (database === undefined && !options?.optional) {
    throw new UsageError('No database: call setDefaultDatabase(await connect(url)) first, or work inside db.run(fn)')
  }
  return database
}
