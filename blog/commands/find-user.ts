import { findByEmail } from '../accounts/identity.ts'
import type { User } from '../accounts/models.ts'
import { CommandError } from './command-error.ts'

/** Find the user of an address. Throws CommandError when there is none. */
export async function findUser(email: string): Promise<User> {
  const user = await findByEmail(email)
  if (!user) throw new CommandError('There is no such user')
  return user
}
