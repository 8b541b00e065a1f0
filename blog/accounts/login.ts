import type { FastifyReply, FastifyRequest } from 'fastify'
import { BadInput } from '../http/problems.ts'
import { audit } from './audit/audit.ts'
import { letIn } from './factors/second-factor.ts'
import { countGuess } from './guesses.ts'
import { accountKey, findByEmail } from './identity.ts'
import { User } from './models.ts'
import type { Passwords } from './passwords.ts'
import type { Credentials } from './schemas.ts'
import type { NewSession } from './sessions.ts'

/** A user who has just shown who they are. */
export interface LoggedIn {
  readonly user: User
  readonly session: NewSession
}

/**
 * Log a user in by e-mail and password.
 *
 * Throws BadInput `bad_credentials`, the same for an unknown address, a wrong password and a disabled account; the
 * hasher runs exactly once in each case. Who has a second factor is told after the right password alone:
 * NotAuthenticated `second_factor_required`.
 */
export async function logIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { email, password }: Credentials,
): Promise<LoggedIn> {
  const { accounts } = request.server
  const guess = await countGuess(request, accountKey(email))
  const user = await findByEmail(email)
  const usable = user !== null && user.disabledAt === null
  const fits = await accounts.passwords.verify(password, usable ? user.password : null)
  if (!usable || !fits) {
    await audit(request, 'login_failed', { user: user?.id ?? null, method: 'password' })
    throw new BadInput('bad_credentials')
  }
  await guess.right()
  if (accounts.passwords.isOutdated(user.password)) await upgrade(accounts.passwords, user, password)
  return letIn(request, reply, user, { method: 'password' })
}

/** Replace a hash of an older kind, unless the password was changed meanwhile. */
async function upgrade(passwords: Passwords, { id, password: old }: User, password: string): Promise<void> {
  const replacement = await passwords.hash(password)
  await User.objects.filter({ pk: id, password: old }).update({ password: replacement })
}
