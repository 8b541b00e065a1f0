import { type Database, DatabaseError } from '@inkstone/orm'
import { BadInput } from '../../http/problems.ts'

/** A user as another system knows them. */
export interface ForeignUser {
  readonly name: string
  readonly email: string
  /** Hash in one of the formats of Django, or bcrypt's own; whatever else it is, its owner has to reset it. */
  readonly password: string
  readonly active: boolean
  readonly staff: boolean
  readonly superuser: boolean
  readonly joinedAt: Date | null
}

/**
 * Read the lines of a CSV file: `email` and `password` are needed; `name` or `username`, `first_name` and `last_name`,
 * `is_active`, `is_staff`, `is_superuser` and `date_joined` are as Django names them. Throws BadInput `invalid_csv`.
 */
export function usersOfTable(rows: readonly Readonly<Record<string, unknown>>[]): ForeignUser[] {
  const [first] = rows
  if (first && !('email' in first && 'password' in first)) throw new BadInput('invalid_csv')
  return rows.map(row => ({
    name: nameIn(row),
    email: textIn(row, 'email').trim(),
    password: textIn(row, 'password'),
    active: flagIn(row, 'is_active', true),
    staff: flagIn(row, 'is_staff', false) || flagIn(row, 'is_superuser', false),
    superuser: flagIn(row, 'is_superuser', false),
    joinedAt: momentIn(row, 'date_joined'),
  }))
}

/**
 * Read the users of a Django database: those of `django.contrib.auth`, or of the document's own `user` table.
 *
 * Throws BadInput `no_users` when it has neither.
 */
export async function usersOfDjango(database: Database): Promise<ForeignUser[]> {
  for (const { table, columns } of tables) {
    const rows = await select(database, table, columns)
    if (rows) return usersOfTable(rows)
  }
  throw new BadInput('no_users')
}

const own = ['email', 'password']
const tables = [
  {
    table: 'auth_user',
    columns: [...own, 'username', 'first_name', 'last_name', 'is_active', 'is_staff', 'is_superuser', 'date_joined'],
  },
  { table: 'user', columns: [...own, 'name'] },
] as const

async function select(database: Database, table: string, columns: readonly string[]) {
  const quote = (name: string) => database.backend.operations.quoteName(name)
  try {
    const rows = await database.query(`SELECT ${columns.map(quote).join(', ')} FROM ${quote(table)} ORDER BY id`, [])
    return rows.map(row => Object.fromEntries(columns.map((name, at) => [name, row[at]])))
  } catch (error) {
    if (error instanceof DatabaseError) return undefined // there is no such table
    throw error
  }
}

type Row = Readonly<Record<string, unknown>>

function textIn(row: Row, name: string): string {
  const value = row[name]
  return typeof value === 'string' ? value : ''
}

function nameIn(row: Row): string {
  const full = [textIn(row, 'first_name'), textIn(row, 'last_name')].filter(part => part !== '').join(' ')
  return textIn(row, 'name') || full || textIn(row, 'username')
}

/** Databases say 1, booleans, CSV files words. */
function flagIn(row: Row, name: string, otherwise: boolean): boolean {
  const value = row[name]
  if (value === undefined || value === null || value === '') return otherwise
  return /^(1|t|true|yes|on)$/i.test(String(value))
}

function momentIn(row: Row, name: string): Date | null {
  const value = row[name]
  if (value instanceof Date) return value
  if (typeof value !== 'string' || value === '') return null
  // Django stores UTC without saying so in SQLite.
  const text = /(Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value.replace(' ', 'T')}Z`
  const moment = new Date(text)
  return Number.isNaN(moment.getTime()) ? null : moment
}
