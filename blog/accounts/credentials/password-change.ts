import { atomic } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { BadInput } from '../../http/problems.ts'
import { countGuess } from '../guesses.ts'
import { accountKey } from '../identity.ts'
import type { LoggedIn } from '../login.ts'
import type { User } from '../models.ts'
import { requireUser } from '../permissions.ts'
import { openSession } from '../sessions.ts'
import { requireGoodPassword, storePassword } from './password-reset.ts'
import type { PasswordChange } from './schemas.ts'

/** Ask a user for their password again. Throws BadInput `wrong_password` beside the field, TooManyRequests. */
export async function requirePassword(request: FastifyRequest, password: string, field: string): Promise<User> {
  const user = requireUser(request)
  const guess = await countGuess(request, accountKey(user.email))
  if (!(await request.server.accounts.passwords.verify(password, user.password))) {
    throw new BadInput('wrong_password', { fields: { [field]: [{ code: 'wrong_password' }] } })
  }
  await guess.right()
  return user
}

/** Change the password of who asks, end every session of theirs and give them a new one. */
export async function changePassword(request: FastifyRequest, data: PasswordChange): Promise<LoggedIn> {
  const user = await requirePassword(request, data.current, 'current')
  await requireGoodPassword(request, data.password, user)
  const hash = await request.server.accounts.passwords.hash(data.password)
  return atomic(async () => {
    await storePassword(request, user, hash, 'password_changed')
    return { user, session: await openSession(request, user) }
  })
}
