/**
 * Generate Prisma's client for SQLite and for PostgreSQL out of one schema; runs after `npm ci`.
 *
 * Prisma 7 queries through a compiler in WebAssembly and a driver adapter, no engine binary. Its command line still wants the schema engine
 * (for migrations) before it generates; naming any file in its place keeps it from downloading one.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const here = import.meta.dirname
const cli = path.join(here, '../node_modules/prisma/build/index.js')
const schema = readFileSync(path.join(here, 'schema.prisma'), 'utf8')

for (const provider of ['sqlite', 'postgresql']) {
  const folder = path.join(here, '../generated', provider)
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'schema.prisma')
  writeFileSync(file, schema.replace('"sqlite"', `"${provider}"`))
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' }
  const { status } = spawnSync(process.execPath, [cli, 'generate', '--schema', file], { env, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
