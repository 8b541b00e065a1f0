import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { BadInput } from '../../http/problems.ts'
import type { User } from '../models.ts'
import { findLink, type LinkPurpose, makeLink, takeLink } from '../one-time-tokens.ts'
import { Passkey } from './models.ts'
import { requireRelyingParty } from './relying-party.ts'
import type { PasskeyAnswer } from './schemas.ts'

/** What a challenge is for, and what it is bound to; an answer to it is worth nothing elsewhere. */
export interface ChallengeContext {
  readonly purpose: Extract<LinkPurpose, `passkey_${string}`>
  /** Whose passkeys may answer; undefined when the answer is to tell who it is. */
  readonly user?: User | undefined
  /** Key of the session or ticket that asked; empty for a visitor. */
  readonly bound: string
}

/** A challenge that was answered, and the user handle of the passkey that it was to make. */
interface AnsweredChallenge {
  readonly challenge: string
  readonly handle: string
}

/** A passkey that signed a challenge rightly; it counts once `claim` gives true. */
export interface SignedPasskey {
  readonly user: User
  /** Whether the authenticator checked who holds it, by PIN or fingerprint: then it is two factors in one. */
  readonly userVerified: boolean
  /** Use the challenge up and move the counter ahead; to be run in the transaction of what it allows. */
  claim(): Promise<boolean>
}

/** The library takes a quarter of a second to load: only those who use passkeys pay for it. */
const library = () => import('@simplewebauthn/server')

/** Milliseconds that a browser waits for its user. */
const timeout = 120_000

/** Name a credential by a digest of its id. */
export function digestOfCredential(id: string): string {
  return createHash('sha256').update(id).digest('hex')
}

/** Make a challenge of 256 random bits that holds for minutes and is answered once. */
export async function makeChallenge(
  request: FastifyRequest,
  { purpose, user, bound }: ChallengeContext,
  handle = '',
): Promise<Buffer<ArrayBuffer>> {
  const payload = { bound, handle }
  const link = await makeLink(purpose, request.server.clock(), user ? { userId: user.id, payload } : { payload })
  return Buffer.from(link.secret, 'base64url')
}

/** Give what `navigator.credentials.get` needs to ask for a passkey (PublicKeyCredentialRequestOptionsJSON). */
export async function requestOptions(request: FastifyRequest, context: ChallengeContext) {
  const { id: rpID } = requireRelyingParty(request.server.settings)
  const { generateAuthenticationOptions } = await library()
  const { user } = context
  const rows = user ? await Passkey.objects.filter({ userId: user.id }) : []
  return generateAuthenticationOptions({
    rpID,
    challenge: await makeChallenge(request, context),
    timeout,
    // Alone, a passkey has to be two factors in one; beside a password, holding it is enough.
    userVerification: user ? 'preferred' : 'required',
    ...(user ? { allowCredentials: [...rows].map(described) } : {}),
  })
}

/** Describe a passkey to browsers. */
export function described({ credentialId: id, transports }: Passkey) {
  return { id, ...(transports === '' ? {} : { transports: transports.split(' ') }) }
}

/**
 * Check what a passkey signed: challenge, origin, domain, signature, counter, whose it is (W3C WebAuthn §7.2).
 *
 * `verified` demands that the authenticator checked its holder. Throws BadInput `passkey_refused`, whatever was wrong.
 */
export async function checkSignature(
  request: FastifyRequest,
  answer: PasskeyAnswer,
  context: ChallengeContext,
  verified: boolean,
): Promise<SignedPasskey> {
  const { server: app } = request
  const { challenge } = await requireChallenge(request, answer.response.clientDataJSON, context)
  const row = await Passkey.objects
    .selectRelated('user')
    .filter({ digest: digestOfCredential(answer.id) })
    .first()
  if (!row || !isTheirs(row, answer, context)) throw refused()
  const { newCounter, userVerified } = await verify(request, answer, row, { challenge, verified })
  const unchanged = Passkey.objects.filter({ pk: row.id, counter: row.counter })
  const claim = async () => {
    if (!(await takeLink(context.purpose, challenge, app.clock()))) return false
    return (await unchanged.update({ counter: newCounter, usedAt: new Date(app.clock()) })) === 1
  }
  return { user: row.user, userVerified, claim }
}

/** Whoever is to be told by the answer alone has to be named in it by the authenticator, too (§7.2 step 6). */
function isTheirs({ userId, userHandle }: Passkey, { response }: PasskeyAnswer, { user }: ChallengeContext): boolean {
  if (user ? userId !== user.id : !response.userHandle) return false
  return !response.userHandle || response.userHandle === userHandle
}

async function verify(
  request: FastifyRequest,
  answer: PasskeyAnswer,
  row: Passkey,
  { challenge, verified }: { readonly challenge: string; readonly verified: boolean },
) {
  const { id, origin } = requireRelyingParty(request.server.settings)
  const { verifyAuthenticationResponse } = await library()
  const publicKey = Buffer.from(row.publicKey, 'base64url')
  try {
    const { verified: fits, authenticationInfo } = await verifyAuthenticationResponse({
      // The schema has seen that every field is there; the library's own type says which words may stand in some.
      response: answer as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      credential: { id: row.credentialId, publicKey, counter: Number(row.counter) },
      requireUserVerification: verified,
    })
    if (fits) return authenticationInfo
  } catch (cause) {
    throw refused(cause)
  }
  throw refused()
}

/** Find the challenge that an answer was made for. Throws BadInput `passkey_refused` for one that is not ours or not for this. */
export async function requireChallenge(
  request: FastifyRequest,
  clientDataJSON: string,
  { purpose, user, bound }: ChallengeContext,
): Promise<AnsweredChallenge> {
  const { challenge, crossOrigin } = clientDataOf(clientDataJSON)
  if (typeof challenge !== 'string' || crossOrigin === true) throw refused()
  const link = await findLink(purpose, challenge, request.server.clock())
  if (!link || link.userId !== (user?.id ?? null)) throw refused()
  const made = JSON.parse(link.payload ?? '{}') as { bound?: string; handle?: string } // written by makeChallenge
  if (made.bound !== bound) throw refused()
  return { challenge, handle: made.handle ?? '' }
}

/** What the browser says of the request that it signed for; anything may stand in it. */
function clientDataOf(encoded: string): Readonly<Record<string, unknown>> {
  try {
    const data: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'))
    return typeof data === 'object' && data !== null ? { ...data } : {}
  } catch (cause) {
    throw refused(cause)
  }
}

/** The refusal of an answer: one for everything that can be wrong with it. */
export function refused(cause?: unknown): BadInput {
  return new BadInput('passkey_refused', { cause })
}
