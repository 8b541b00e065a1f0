import { operator } from '../accounts/staff/keeper.ts'
import { endAllLogIns, endLogInsOf } from '../accounts/staff/users.ts'
import type { Settings } from '../settings.ts'
import { ArgumentsError, readArguments } from './arguments.ts'
import { findUser } from './find-user.ts'
import { withCurrentDatabase } from './with-database.ts'

const usage = 'endsessions EMAIL | --all'

/** End all log-ins of a user, or of everybody: sessions, tokens and what programs hold. */
export async function endsessions(settings: Settings, args: readonly string[]): Promise<void> {
  const { words, flags } = readArguments(args, { usage, words: [0, 1], flags: ['all'] })
  const [email] = words
  if ((email === undefined) !== flags.all) throw new ArgumentsError(`Usage: ${usage}`)
  await withCurrentDatabase(settings, async () => {
    if (email === undefined) await endAllLogIns(operator)
    else await endLogInsOf(operator, await findUser(email))
    console.log(`All log-ins ${email === undefined ? '' : `of ${email} `}have ended.`)
  })
}
