import { readFile } from 'node:fs/promises'
import { atomic, connect, setRollback } from '@inkstone/orm'
import { parseCsv } from '../accounts/import/csv.ts'
import { type ForeignUser, usersOfDjango, usersOfTable } from '../accounts/import/foreign-users.ts'
import { type ImportedUser, importUsers } from '../accounts/import/import-users.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { withOperator } from './with-operator.ts'

/**
 * Take users over with their password hashes, from a CSV file or a Django database. `--dry-run` says what would become
 * of each and does nothing.
 */
export async function importusers(settings: Settings, args: readonly string[]): Promise<void> {
  const { words, flags } = readArguments(args, {
    usage: 'importusers FILE.csv|FILE.sqlite3|sqlite:PATH|postgres://… [--dry-run]',
    words: [1, 1],
    flags: ['dry-run'],
  })
  const [source = ''] = words
  await withOperator(settings, async tools => {
    const users = await readUsers(source)
    await atomic(async () => {
      report(await importUsers(users, tools))
      if (flags['dry-run']) setRollback(true)
    })
  })
}

async function readUsers(source: string): Promise<ForeignUser[]> {
  if (/\.csv$/i.test(source)) return usersOfTable(parseCsv(await readFile(source, 'utf8')))
  const database = await connect(/^[a-z]+:/.test(source) ? source : `sqlite:${source}`, { readOnly: true })
  try {
    return await usersOfDjango(database)
  } finally {
    await database.close()
  }
}

function report(users: readonly ImportedUser[]): void {
  for (const { email, outcome } of users) if (outcome !== 'imported') console.log(`${email}: ${sentences[outcome]}`)
  const taken = users.filter(({ outcome }) => outcome.startsWith('imported')).length
  console.log(`${taken} of ${users.length} users imported.`)
}

const sentences: Readonly<Record<Exclude<ImportedUser['outcome'], 'imported'>, string>> = {
  imported_without_password: 'imported; the password is of an unknown kind and has to be reset',
  invalid_email: 'left out: not an e-mail address',
  invalid_name: 'left out: the name is empty or cannot be shown',
  taken: 'left out: the address has an account',
}
