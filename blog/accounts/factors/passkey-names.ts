import { atomic } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { BadInput } from '../../http/problems.ts'
import { audit } from '../audit/audit.ts'
import { requireConfirmed } from '../confirmation/confirmation.ts'
import { faultOfName } from '../registration.ts'
import { type Passkey, passkeyNameMaxLength } from './models.ts'
import { findPasskey } from './new-passkeys.ts'

/** Give the name of a passkey as it is stored. Throws BadInput `invalid` beside the field `name`. */
export function cleanPasskeyName(typed: string): string {
  const name = typed.trim()
  const long = [...name].length > passkeyNameMaxLength
  const fault = long ? { code: 'too_long', params: { max: passkeyNameMaxLength } } : faultOfName(name)
  if (fault) throw new BadInput('invalid', { fields: { name: [fault] } })
  return name
}

/**
 * Call a passkey of who asks by another name. Nothing about logging in changes, so that sessions stay and no letter goes
 * out; it is confirmed nevertheless, since a thief could make a passkey look like one that its owner trusts.
 *
 * Throws Forbidden `confirmation_required`, BadInput `invalid`, NotFound when they have none of that id.
 */
export async function renamePasskey(request: FastifyRequest, id: string, typed: string): Promise<Passkey> {
  const { user } = requireConfirmed(request)
  const passkey = await findPasskey(user.id, id)
  passkey.name = cleanPasskeyName(typed)
  await atomic(async () => {
    await passkey.save({ updateFields: ['name'] })
    await audit(request, 'passkey_renamed', { name: passkey.name })
  })
  return passkey
}
