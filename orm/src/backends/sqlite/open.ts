import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { OperationalError } from '../../errors.ts'
import type { DriverOptions } from '../backend.ts'
import { SqliteConnection } from './connection.ts'
import { translateError } from './errors.ts'

/** The WAL file shrinks back to this many bytes after a checkpoint. */
const JOURNAL_SIZE_LIMIT = 64 * 1024 * 1024

/** Open one handle; a failure says in one line which file it is about and why. */
export function openConnection(path: string, options: DriverOptions): SqliteConnection {
  try {
    return new SqliteConnection(path, options)
  } catch (error) {
    throw explainFailure(path, error)
  }
}

/** Set up the connection that writes: WAL, and as durable as asked for. */
export async function prepareWriter(writer: SqliteConnection, options: DriverOptions): Promise<void> {
  try {
    // The first reading statement is what finds out that a file is no database.
    if (!options.readOnly) await writer.query('PRAGMA journal_mode = WAL', [])
    await writer.query(`PRAGMA synchronous = ${options.synchronous}`, [])
    await writer.query(`PRAGMA journal_size_limit = ${JOURNAL_SIZE_LIMIT}`, [])
    await writer.query('SELECT count(*) FROM sqlite_schema', [])
  } catch (error) {
    writer.close()
    throw explainFailure(writer.path, error)
  }
}

function explainFailure(path: string, error: unknown): unknown {
  const translated = translateError(error)
  if (!(translated instanceof OperationalError)) return translated
  return new OperationalError(`Cannot open the SQLite database ${path}: ${reasonOf(path) ?? translated.message}`, {
    cause: translated.cause ?? translated,
  })
}

/** Look at the file system for what SQLite only calls "unable to open database file". */
function reasonOf(path: string): string | undefined {
  const folder = dirname(path)
  if (!existsSync(folder)) return `the folder ${folder} does not exist`
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return 'it is a folder'
    if (!isAllowed(path, constants.R_OK)) return 'the file may not be read'
    if (!isAllowed(path, constants.W_OK)) return 'the file may not be written'
  }
  if (!isAllowed(folder, constants.W_OK)) return `the folder ${folder} may not be written`
  return undefined
}

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}
