import type { FastifyRequest } from 'fastify'
import { BadInput } from '../../http/problems.ts'
import { countGuess } from '../guesses.ts'
import { accountKey } from '../identity.ts'
import type { User } from '../models.ts'
import { requireUser } from '../permissions.ts'

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
