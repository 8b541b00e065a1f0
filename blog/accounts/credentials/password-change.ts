import { atomic } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { requirePasswordAgain } from '../confirmation/confirmation.ts'
import type { LoggedIn } from '../login.ts'
import { openSession } from '../sessions.ts'
import { requireGoodPassword, storePassword } from './password-reset.ts'
import type { PasswordChange } from './schemas.ts'

/** Change the password of who asks, end every session of theirs and give them a new one. */
export async function changePassword(request: FastifyRequest, data: PasswordChange): Promise<LoggedIn> {
  const user = await requirePasswordAgain(request, data.current, 'current')
  await requireGoodPassword(request, data.password, user)
  const hash = await request.server.accounts.passwords.hash(data.password)
  return atomic(async () => {
    await storePassword(request, user, hash, 'password_changed')
    return { user, session: await openSession(request, user) }
  })
}
