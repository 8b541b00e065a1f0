import { operator } from '../accounts/staff/keeper.ts'
import { disableUser, enableUser } from '../accounts/staff/users.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { findUser } from './find-user.ts'
import { withCurrentDatabase } from './with-database.ts'

/** Keep a user out; all their log-ins end. */
export async function disable(settings: Settings, args: readonly string[]): Promise<void> {
  const { words } = readArguments(args, { usage: 'disable EMAIL', words: [1, 1] })
  await withCurrentDatabase(settings, async () => {
    const user = await findUser(words[0] ?? '')
    await disableUser(operator, user)
    console.log(`${user.email} is kept out.`)
  })
}

/** Let a user log in again. */
export async function enable(settings: Settings, args: readonly string[]): Promise<void> {
  const { words } = readArguments(args, { usage: 'enable EMAIL', words: [1, 1] })
  await withCurrentDatabase(settings, async () => {
    const user = await findUser(words[0] ?? '')
    await enableUser(operator, user)
    console.log(`${user.email} may log in.`)
  })
}
