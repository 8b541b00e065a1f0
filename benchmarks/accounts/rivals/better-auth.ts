/**
 * better-auth as its documentation shows it for Node, its limits switched off. Started with `DATABASE`, `SECRET_KEY`,
 * `PORT`, and `HASHER=bcrypt` to hash as the others do.
 */
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import bcrypt from 'bcrypt'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import { BCRYPT_COST } from '../rival.ts'

const { DATABASE = '', SECRET_KEY = '', PORT = '0', HASHER } = process.env
const database = new DatabaseSync(DATABASE)
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')

const withBcrypt = {
  hash: (password: string) => bcrypt.hash(password, BCRYPT_COST),
  verify: ({ hash, password }: { hash: string; password: string }) => bcrypt.compare(password, hash),
}

const auth = betterAuth({
  database,
  secret: SECRET_KEY,
  baseURL: `http://127.0.0.1:${PORT}`,
  emailAndPassword: { enabled: true, ...(HASHER === 'bcrypt' ? { password: withBcrypt } : {}) },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
})

await (await getMigrations(auth.options)).runMigrations()
createServer(toNodeHandler(auth)).listen(Number(PORT), '127.0.0.1')
