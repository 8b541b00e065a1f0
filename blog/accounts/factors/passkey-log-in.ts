import { atomic } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { networkOf, spend } from '../../limits/plugin.ts'
import { steady } from '../../limits/policy.ts'
import type { LoggedIn } from '../login.ts'
import { type ChallengeContext, checkSignature, refused, requestOptions } from './passkeys.ts'
import type { PasskeyLogIn } from './schemas.ts'
import { begin } from './second-factor.ts'
import { passkeyShown } from './shown.ts'

/** Challenges and answers of one network per minute: each challenge is a row, and anybody may ask for one. */
const perNetwork = steady(60, 60_000)

const context: ChallengeContext = { purpose: 'passkey_login', bound: '' }

/** Give what a browser needs to log somebody in by a passkey alone. */
export async function optionsForLogIn(request: FastifyRequest) {
  await spend(request.server.limits, ['passkey', networkOf(request)], perNetwork)
  return requestOptions(request, context)
}

/**
 * Log in by a passkey alone: it says who it is, and has checked its holder, which makes it two factors.
 *
 * Throws BadInput `passkey_refused`, the same for an unknown passkey, a wrong signature and a disabled account.
 */
export async function logInByPasskey(request: FastifyRequest, { passkey }: PasskeyLogIn): Promise<LoggedIn> {
  await spend(request.server.limits, ['passkey', networkOf(request)], perNetwork)
  const signed = await checkSignature(request, passkey, context, true)
  if (signed.user.disabledAt !== null) throw refused()
  return atomic(async () => {
    await passkeyShown(signed).claim()
    return begin(request, signed.user, { method: 'passkey' })
  })
}
