import { randomBytes } from 'node:crypto'
import { atomic, type CreateInput, IntegrityError } from '@inkstone/orm'
import type { FastifyRequest } from 'fastify'
import { BadInput, NotFound } from '../../http/problems.ts'
import type { User } from '../models.ts'
import { takeLink } from '../one-time-tokens.ts'
import { Passkey } from './models.ts'
import {
  type ChallengeContext,
  described,
  digestOfCredential,
  makeChallenge,
  refused,
  requireChallenge,
} from './passkeys.ts'
import { requireRelyingParty } from './relying-party.ts'
import type { NewCredential, NewPasskey } from './schemas.ts'

/** How many passkeys one user may have. */
const most = 20
/** EdDSA, ES256 and RS256 (COSE numbers, RFC 9053): what authenticators speak, and every Node checks. */
const algorithms = [-8, -7, -257]

const library = () => import('@simplewebauthn/server')

/** A passkey that a device has just made. */
interface FreshPasskey {
  readonly challenge: string
  readonly columns: CreateInput<Passkey>
}

/** Give what `navigator.credentials.create` needs to make a passkey (PublicKeyCredentialCreationOptionsJSON). */
export async function creationOptions(request: FastifyRequest, user: User, bound: string) {
  const { id: rpID } = requireRelyingParty(request.server.settings)
  const { generateRegistrationOptions } = await library()
  const rows = [...(await Passkey.objects.filter({ userId: user.id }))]
  if (rows.length >= most) throw new BadInput('too_many_passkeys')
  // One handle per user, so that a device keeps their passkeys together; random, since it must not say who it is.
  const handle = rows[0]?.userHandle ?? randomBytes(64).toString('base64url')
  return generateRegistrationOptions({
    rpName: 'Inkstone',
    rpID,
    userName: user.email,
    userDisplayName: user.name,
    userID: Buffer.from(handle, 'base64url'),
    challenge: await makeChallenge(request, contextOf(user, bound), handle),
    excludeCredentials: rows.map(described),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    supportedAlgorithmIDs: algorithms,
  })
}

function contextOf(user: User, bound: string): ChallengeContext {
  return { purpose: 'passkey_new', user, bound }
}

/**
 * Check what a device says of a passkey that it made: challenge, origin, domain, key (W3C WebAuthn §7.1).
 *
 * Throws BadInput `passkey_refused`.
 */
export async function checkNewPasskey(
  request: FastifyRequest,
  user: User,
  { name, passkey }: NewPasskey,
  bound: string,
): Promise<FreshPasskey> {
  const context = contextOf(user, bound)
  const { challenge, handle } = await requireChallenge(request, passkey.response.clientDataJSON, context)
  const { credential, credentialBackedUp } = await verify(request, passkey, challenge)
  const columns = {
    userId: user.id,
    name: name.trim(),
    digest: digestOfCredential(credential.id),
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: transportsOf(passkey),
    userHandle: handle,
    backedUp: credentialBackedUp,
    createdAt: new Date(request.server.clock()),
  }
  return { challenge, columns }
}

/** Words that the standard knows, and no others: they go back to browsers (§5.8.4). */
function transportsOf({ response }: NewCredential): string {
  const known = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']
  return known.filter(word => response.transports?.includes(word)).join(' ')
}

async function verify(request: FastifyRequest, passkey: NewCredential, challenge: string) {
  const { id, origin } = requireRelyingParty(request.server.settings)
  const { verifyRegistrationResponse } = await library()
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      // The schema has seen that every field is there; the library's own type says which words may stand in some.
      response: passkey as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    })
    if (verified) return registrationInfo
  } catch (cause) {
    throw refused(cause)
  }
  throw refused()
}

/** Store a checked passkey and use its challenge up, in a transaction. Throws BadInput `passkey_refused`, `passkey_known`. */
export async function storePasskey(request: FastifyRequest, { challenge, columns }: FreshPasskey): Promise<Passkey> {
  if (!(await takeLink('passkey_new', challenge, request.server.clock()))) throw refused()
  try {
    return await atomic(() => Passkey.objects.create(columns))
  } catch (cause) {
    if (cause instanceof IntegrityError) throw new BadInput('passkey_known', { cause })
    throw cause
  }
}

/** Find a passkey of a user. @throws NotFound when they have none of that id. */
export async function findPasskey(userId: number, id: string): Promise<Passkey> {
  const pk = /^[1-9]\d{0,9}$/.test(id) ? Number(id) : 0
  const [row] = await Passkey.objects.filter({ userId, pk })
  if (!row) throw new NotFound()
  return row
}
