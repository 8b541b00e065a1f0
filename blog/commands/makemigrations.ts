import { makeMigrations } from '@inkstone/orm/migrations'
import { apps } from '../database.ts'
import type { Settings } from '../settings.ts'

/** Write migrations for what changed in the models; `--check` only says what is missing, with exit code 1. */
export async function makemigrations(_settings: Settings, args: readonly string[]): Promise<void> {
  const check = args.includes('--check')
  const files = await makeMigrations(apps, { check, merge: args.includes('--merge') })
  if (files.length === 0) console.log('No changes.')
  for (const { path, summary } of files) console.log([path, ...summary.map(line => `  ${line}`)].join('\n'))
  if (check && files.length > 0) process.exitCode = 1
}
