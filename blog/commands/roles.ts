import type { User } from '../accounts/models.ts'
import { allRoles, grantRole, revokeRole, rolesOf } from '../accounts/roles/grants.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { CommandError } from './command-error.ts'
import { findUser } from './find-user.ts'
import { withCurrentDatabase } from './with-database.ts'

/** Give a user roles: `author`, `editor`, `staff`, `superuser`, or a group of one's own. */
export async function grant(settings: Settings, args: readonly string[]): Promise<void> {
  await change(settings, args, 'grant', grantRole)
}

/** Take roles from a user. */
export async function revoke(settings: Settings, args: readonly string[]): Promise<void> {
  await change(settings, args, 'revoke', revokeRole)
}

/** Say which roles there are, or which a user has. */
export async function roles(settings: Settings, args: readonly string[]): Promise<void> {
  const { words } = readArguments(args, { usage: 'roles [EMAIL]', words: [0, 1] })
  const [email] = words
  await withCurrentDatabase(settings, async () => {
    const names = email === undefined ? await allRoles() : await rolesOf(await findUser(email))
    for (const name of names) console.log(name)
  })
}

async function change(
  settings: Settings,
  args: readonly string[],
  command: string,
  act: (user: User, role: string) => Promise<void>,
): Promise<void> {
  const { words } = readArguments(args, { usage: `${command} EMAIL ROLE …`, words: [2, 20] })
  const [email = '', ...names] = words
  await withCurrentDatabase(settings, async () => {
    const known = await allRoles()
    const unknown = names.find(name => !known.includes(name))
    if (unknown !== undefined) throw new CommandError(`There is no role ${unknown}; there are ${known.join(', ')}.`)
    const user = await findUser(email)
    for (const name of names) await act(user, name)
    const left = await rolesOf(user)
    console.log(`${user.email}: ${left.length > 0 ? left.join(', ') : 'no roles'}`)
  })
}
