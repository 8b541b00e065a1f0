import type { FastifyRequest } from 'fastify'
import { BadInput } from '../../http/problems.ts'
import { networkOf, spend } from '../../limits/plugin.ts'
import { growing, steady } from '../../limits/policy.ts'
import { audit } from '../audit/audit.ts'
import { writeNotice } from '../letters/letters.ts'
import type { User } from '../models.ts'
import { Passkey } from './models.ts'
import { type ChallengeContext, checkSignature, refused } from './passkeys.ts'
import { countRecoveryCodes, useRecoveryCode } from './recovery-codes.ts'
import type { FactorAnswer } from './schemas.ts'
import { fitCode, hasTotp } from './totp-secrets.ts'

const second = 1000
const hour = 3_600_000

/** Attempts of one network per minute; twenty people behind one router must still be able to log in. */
const perNetwork = steady(60, 60_000)
/** Codes tried for one account: about 50 of a million a day. Recovery codes and passkeys cannot be guessed. */
const perAccount = growing({ free: 10, first: second, longest: hour, memory: 24 * hour })

/** What somebody can show beside the password. */
export type FactorKind = 'totp' | 'passkey' | 'recovery'

/** List the kinds of second factors that a user can show; none when there is no second factor. */
export async function factorsOf(userId: number): Promise<readonly FactorKind[]> {
  const totp = await hasTotp(userId)
  const passkey = await Passkey.objects.filter({ userId }).exists()
  if (!totp && !passkey) return []
  const recovery = (await countRecoveryCodes(userId)) > 0
  return [
    ...(totp ? ['totp' as const] : []),
    ...(passkey ? ['passkey' as const] : []),
    ...(recovery ? ['recovery' as const] : []),
  ]
}

/** A second factor that somebody showed. It counts once it is claimed. */
export interface ShownFactor {
  readonly method: FactorKind
  /** Use it up, in the transaction of what it allows. Throws BadInput when somebody else was faster. */
  claim(): Promise<void>
}

/** A passkey has to say for what it was asked; without a password beside it, it must have checked its holder. */
export interface Expected extends ChallengeContext {
  readonly user: User
  readonly alone: boolean
}

/**
 * Judge the second factor that a user shows. Attempts are counted per network and, for codes, per account.
 *
 * Throws BadInput `wrong_code`, `wrong_recovery_code` or `passkey_refused`, `invalid` when nothing is shown,
 * TooManyRequests.
 */
export async function judgeFactor(
  request: FastifyRequest,
  { passkey, recovery_code: recoveryCode, code }: FactorAnswer,
  expected: Expected,
): Promise<ShownFactor> {
  await spend(request.server.limits, ['second factor', networkOf(request)], perNetwork)
  if (passkey) return passkeyShown(await checkSignature(request, passkey, expected, expected.alone))
  if (recoveryCode) return recoveryCodeShown(request, expected.user, recoveryCode)
  if (code) return codeShown(request, expected.user, code)
  throw new BadInput('invalid', { fields: { code: [{ code: 'required' }] } })
}

export function passkeyShown(signed: { claim(): Promise<boolean> }): ShownFactor {
  const claim = async () => {
    if (!(await signed.claim())) throw refused()
  }
  return { method: 'passkey', claim }
}

async function codeShown(request: FastifyRequest, user: User, code: string): Promise<ShownFactor> {
  const { limits } = request.server
  const subject = ['codes', String(user.id)] as const
  await spend(limits, subject, perAccount)
  const fitting = await fitCode(request.server, user.id, code.replace(/\s/g, ''))
  if (!fitting) throw wrong('code')
  const claim = async () => {
    if (!(await fitting.claim())) throw wrong('code')
    await limits.forgive(subject)
  }
  return { method: 'totp', claim }
}

function recoveryCodeShown(request: FastifyRequest, user: User, code: string): ShownFactor {
  const { server: app, language } = request
  const claim = async () => {
    if (!(await useRecoveryCode(user.id, code, app.clock()))) throw wrong('recovery_code')
    await audit(request, 'recovery_code_used', { user: user.id })
    const left = await countRecoveryCodes(user.id)
    await writeNotice(app, 'recoveryCodeUsed', { name: user.name, email: user.email, language }, String(left))
  }
  return { method: 'recovery', claim }
}

/** The refusal of a code, beside its field. */
export function wrong(field: 'code' | 'recovery_code'): BadInput {
  const code = `wrong_${field}`
  return new BadInput(code, { fields: { [field]: [{ code }] } })
}
