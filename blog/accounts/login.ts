import { atomic, Q } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { BadInput } from '../http/problems.ts'
import { audit } from './audit/audit.ts'
import { canonicalEmail } from './emails.ts'
import { User } from './models.ts'
import type { Credentials } from './schemas.ts'
import { type NewSession, openSession } from './sessions.ts'

/** A user who has just shown their password. */
export interface LoggedIn {
  readonly user: User
  readonly session: NewSession
}

/**
 * Log a user in by e-mail and password. Every entrance comes through here.
 *
 * Throws BadInput `bad_credentials`, the same for an unknown address, a wrong password and a disabled account; the
 * hasher runs exactly once in each case.
 */
export async function logIn(request: FastifyRequest, { email, password }: Credentials): Promise<LoggedIn> {
  const { accounts } = request.server
  await accounts.limits.login(request)
  const user = await findByEmail(email)
  const usable = user !== null && user.disabledAt === null
  const fits = await accounts.passwords.verify(password, usable ? user.password : null)
  if (!usable || !fits) {
    await audit(request, 'login_failed', { user: user?.id ?? null, method: 'password' })
    throw new BadInput('bad_credentials')
  }
  return atomic(async () => {
    await audit(request, 'logged_in', { user: user.id, method: 'password' })
    return { user, session: await openSession(request, user) }
  })
}

/** Find the account of an address; rows that the original made are found by the address as it was typed. */
async function findByEmail(email: string): Promise<User | null> {
  const emailCanonical = canonicalEmail(email) ?? ''
  const adopted = Q({ emailCanonical__isnull: true, email: email.trim() })
  return (await User.objects.filter(Q({ emailCanonical }).or(adopted)).first()) ?? null
}
