import type { FastifyRequest } from 'fastify'
import { requireUser } from '../permissions.ts'
import { Passkey } from './models.ts'
import { countRecoveryCodes } from './recovery-codes.ts'
import { hasTotp } from './totp-secrets.ts'

/** The second factors of a user as they see them. */
export interface OwnFactors {
  readonly totp: boolean
  readonly passkeys: readonly OwnPasskey[]
  /** How many recovery codes still work. */
  readonly recoveryCodes: number
}

export interface OwnPasskey {
  readonly id: number
  readonly name: string
  readonly backedUp: boolean
  readonly createdAt: Date
  readonly usedAt: Date | null
}

/** List the second factors of who asks; no secret among them. */
export async function listFactors(request: FastifyRequest): Promise<OwnFactors> {
  const { id } = requireUser(request)
  const passkeys = await Passkey.objects.filter({ userId: id }).values('id', 'name', 'backedUp', 'createdAt', 'usedAt')
  return { totp: await hasTotp(id), passkeys: [...passkeys], recoveryCodes: await countRecoveryCodes(id) }
}
