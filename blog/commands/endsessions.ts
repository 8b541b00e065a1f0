import { endLogIns } from '../accounts/operator.ts'
import type { Settings } from '../settings.ts'
import { ArgumentsError, readArguments } from './arguments.ts'
import { withOperator } from './with-operator.ts'

const usage = 'endsessions EMAIL | --all'

/** End all log-ins of a user, or of everybody: sessions, tokens and what programs hold. */
export async function endsessions(settings: Settings, args: readonly string[]): Promise<void> {
  const { words, flags } = readArguments(args, { usage, words: [0, 1], flags: ['all'] })
  const [email] = words
  if ((email === undefined) !== flags.all) throw new ArgumentsError(`Usage: ${usage}`)
  await withOperator(settings, async ({ now }) => {
    const users = await endLogIns(now, email)
    console.log(`All log-ins of ${email ?? `${users} users`} have ended.`)
  })
}
