import { type Database, DatabaseError } from '@inkstone/orm'
import { type App, migrate, showMigrations } from '@inkstone/orm/migrations'
import { canonicalEmail } from './accounts/emails.ts'
import { User } from './accounts/models.ts'

/** The first migration of each app describes the tables of the original. */
const originals = [
  { app: 'accounts', migration: '0001_initial', table: 'user' },
  { app: 'posts', migration: '0001_initial', table: 'post' },
] as const

/**
 * Write down that the original's tables are there already, when a database of the document's original is opened for the
 * first time; tells whether it was one. Rows, password hashes and ids stay as they are.
 */
export async function adoptOriginal(database: Database, apps: readonly App[]): Promise<boolean> {
  if (!(await hasTable(database, 'user')) || (await hasHistory(database, apps))) return false
  for (const { app, migration, table } of originals) {
    if (await hasTable(database, table)) await migrate(database, apps, { target: [app, migration], fake: true })
  }
  return true
}

async function hasTable(database: Database, table: string): Promise<boolean> {
  try {
    await database.query(`SELECT 1 FROM ${database.backend.operations.quoteName(table)} WHERE 1 = 0`)
    return true
  } catch (error) {
    if (error instanceof DatabaseError) return false
    throw error
  }
}

async function hasHistory(database: Database, apps: readonly App[]): Promise<boolean> {
  return (await showMigrations(database, apps)).some(({ applied }) => applied)
}

/**
 * Give adopted users the spelling by which addresses are compared. Of two that differ only in case the older one gets
 * it; the other is still found by the address as it was typed.
 */
export async function identifyAdopted(): Promise<void> {
  const taken = new Set<string>()
  for (const { id, email } of await User.objects.filter({ emailCanonical__isnull: true }).orderBy('id')) {
    const canonical = canonicalEmail(email)
    if (canonical === null || taken.has(canonical)) continue
    taken.add(canonical)
    await User.objects.filter({ id }).update({ emailCanonical: canonical })
  }
}
