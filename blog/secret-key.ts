import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SettingsError } from './settings-reader.ts'

/** Name of the file in the data folder. */
export const secretKeyFile = 'secret_key'

/** Say what is wrong with a key, or undefined for a fit one (RFC 7518 §3.2: HS256 needs 256 bits). */
export function weaknessOf(key: string): string | undefined {
  if (Buffer.byteLength(key) < 32) return 'is too short'
  if (new Set(key).size < 8) return 'repeats too few characters'
  if (/^django-insecure-/.test(key) || /change.?me|secret.?key/i.test(key)) return 'is a sample, not a secret'
  return undefined
}

/**
 * Read the key that is kept in a folder, making a strong one when there is none.
 *
 * Two processes that start at once agree: the file is created exclusively, and the loser reads the winner's.
 */
export function loadOrMakeSecretKey(folder: string): string {
  const file = join(folder, secretKeyFile)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return makeKept(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException // fs throws nothing else
    if (code === 'EEXIST') return readKept(file)
    throw new SettingsError('DATA_DIR', `cannot be written to: ${message}`, { cause: error })
  }
}

function makeKept(file: string): string {
  const key = randomBytes(48).toString('base64url')
  writeFileSync(file, `${key}\n`, { flag: 'wx', mode: 0o600, flush: true })
  return key
}

function readKept(file: string): string {
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
  const key = readFileSync(file, 'utf8').trim()
  const weakness = weaknessOf(key)
  if (weakness)
    throw new SettingsError('SECRET_KEY', `kept in ${file} ${weakness}; restore it, or remove it for a new one`)
  return key
}
