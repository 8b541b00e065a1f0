import { stuckLetters } from '../mail/stuck.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { withCurrentDatabase } from './with-database.ts'

/** List the letters that were not sent, one on a line; never what they say. */
export async function letters(settings: Settings, args: readonly string[]): Promise<void> {
  readArguments(args, { usage: 'letters', words: [0, 0] })
  await withCurrentDatabase(settings, async () => {
    const stuck = await stuckLetters(Date.now())
    for (const { createdAt, kind, recipient, attempts, fault, dueAt } of stuck) {
      const next = dueAt === null ? 'given up' : `again ${dueAt.toISOString()}`
      console.log([createdAt.toISOString(), kind, recipient, `tried ${attempts}`, fault ?? '', next].join('\t'))
    }
    if (stuck.length === 0) console.log('No letter is stuck.')
  })
}
