import { canonicalEmail } from '../accounts/emails.ts'
import { makeInvite } from '../accounts/invites.ts'
import { addressOf } from '../accounts/links.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { CommandError } from './command-error.ts'
import { withCurrentDatabase } from './with-database.ts'

/** Print a link by which somebody may register once. It works without a mail server: copy it to whom it is for. */
export async function invite(settings: Settings, args: readonly string[]): Promise<void> {
  const { values } = readArguments(args, {
    usage: 'invite [--email EMAIL] [--days DAYS]',
    words: [0, 0],
    values: ['email', 'days'],
  })
  const { email, days = '14' } = values
  if (email !== undefined && canonicalEmail(email) === null) throw new CommandError('--email is no e-mail address.')
  if (!/^[1-9]\d{0,2}$/.test(days)) throw new CommandError('--days must be a number from 1 to 999.')
  await withCurrentDatabase(settings, async () => {
    const { secret } = await makeInvite(Date.now(), { email, days: Number(days) })
    console.log(addressOf({ settings }, '/reg', secret))
  })
}
