import { type App, makeMigrations } from '@inkstone/orm/migrations'
import { apps } from '../database.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { questionsFor } from './questions.ts'

/**
 * Write migrations for what changed in the models; renames are asked about. `--check` only says what is missing, with
 * exit code 1; `--merge` joins two branches of an app's history.
 */
export async function makemigrations(
  _settings: Settings,
  args: readonly string[],
  project: readonly App[] = apps,
): Promise<void> {
  const { flags, values } = readArguments(args, {
    usage: 'makemigrations [--check] [--merge] [--name NAME]',
    words: [0, 0],
    flags: ['check', 'merge'],
    values: ['name'],
  })
  const questions = questionsFor(line => console.error(line))
  const files = await makeMigrations(project, { ...flags, ...values, questions })
  if (files.length === 0) console.log('No changes.')
  for (const { path, summary } of files) console.log([path, ...summary.map(line => `  ${line}`)].join('\n'))
  if (flags.check && files.length > 0) process.exitCode = 1
}
