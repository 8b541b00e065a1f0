import { createHash, randomBytes } from 'node:crypto'
import { atomic } from '@inkstone/orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieAttributes, cookieNames } from '../../http/cookies.ts'
import { BadInput } from '../../http/problems.ts'
import { networkOf, spend } from '../../limits/plugin.ts'
import { steady } from '../../limits/policy.ts'
import { canonicalEmail } from '../emails.ts'
import { findByEmail } from '../identity.ts'
import { requireInvite, useInvite } from '../invites.ts'
import { writeLink, writeTaken } from '../letters/letters.ts'
import type { LoggedIn } from '../login.ts'
import { mayWrite } from '../mail-allowance.ts'
import { User } from '../models.ts'
import { findLink, invalidLink, lifetimes, makeLink, useLink } from '../one-time-tokens.ts'
import { noPassword } from '../passwords.ts'
import { isTaken, welcome } from '../registration.ts'
import { admit } from '../registration-policy.ts'
import { Identity } from './models.ts'
import type { ShownIdentity } from './shown.ts'

const perNetwork = steady(30, 60_000)

/** Somebody at a provider who is to become a user. */
interface Newcomer {
  readonly issuer: string
  readonly subject: string
  readonly name: string
  readonly email: string
  readonly invite?: string | undefined
}

/** What waits for the link of a letter: who, and the only browser in which the link works. */
interface Waiting extends Newcomer {
  /** SHA-256 of the secret in that browser's cookie. */
  readonly browser: string
}

/**
 * Make a user of somebody whose address a provider vouches for, and log them in. The policy of registering decides.
 *
 * Throws Forbidden `registration_closed` or `invite_required`, BadInput `invalid_invite`, `identity_not_linked`.
 */
export async function join(request: FastifyRequest, shown: ShownIdentity, invite?: string): Promise<LoggedIn> {
  const newcomer = await admitted(request, shown, invite)
  return create(request, newcomer, async () => undefined)
}

/**
 * Write to an address that a provider does not vouch for; the link in the letter makes the user. Nothing tells whether the
 * address has an account.
 */
export async function joinByLetter(
  request: FastifyRequest,
  reply: FastifyReply,
  shown: ShownIdentity,
  invite?: string,
): Promise<'letter'> {
  const { server: app, language } = request
  const newcomer = await admitted(request, shown, invite)
  const { email, name } = newcomer
  if (!(await mayWrite(app, 'verify', canonicalEmail(email) ?? email))) return 'letter'
  const owner = await findByEmail(email)
  const browser = rememberBrowser(request, reply)
  await atomic(async () => {
    const payload: Waiting = { ...newcomer, browser }
    const link = await makeLink('identity', app.clock(), { email, payload })
    if (owner) await writeTaken(app, { name: owner.name, email: owner.email, language })
    else await writeLink(app, 'identity', { name, email, language }, link)
  })
  return 'letter'
}

/**
 * Make the user whose letter was answered, and log them in.
 *
 * Only in the browser in which they were at the provider: somebody who shows an identity of their own with the address of
 * a stranger must not be let in by the stranger's click. Throws BadInput `invalid_link`.
 */
export async function finishJoining(request: FastifyRequest, reply: FastifyReply, token: string): Promise<LoggedIn> {
  const { limits, clock, settings } = request.server
  await spend(limits, ['join', networkOf(request)], perNetwork)
  const link = await findLink('identity', token, clock())
  const waiting = link?.payload ? (JSON.parse(link.payload) as Waiting) : undefined // written by joinByLetter
  const name = cookieNames(settings).provider
  if (!waiting || waiting.browser !== digestOf(request.cookies[name] ?? '')) throw invalidLink()
  const loggedIn = await create(request, waiting, async () => void (await useLink('identity', token, clock())))
  reply.clearCookie(name, { ...cookieAttributes(request), httpOnly: true })
  return loggedIn
}

/** Throws what keeps somebody out, or gives them as the user that they are to become. */
async function admitted(request: FastifyRequest, shown: ShownIdentity, invite?: string): Promise<Newcomer> {
  const { issuer, subject, name, email } = shown
  const admission = admit(request.server.settings.registration, { entrance: 'visitor', invite })
  const canonical = email === undefined ? null : canonicalEmail(email)
  if (email === undefined || canonical === null) throw new BadInput('identity_without_email')
  if (admission !== 'by_invite') return { issuer, subject, name, email }
  await requireInvite(request, invite, canonical)
  return { issuer, subject, name, email, invite }
}

/** Make the user with their identity: all of it or nothing. `first` is done in the same transaction. */
async function create(request: FastifyRequest, newcomer: Newcomer, first: () => Promise<void>): Promise<LoggedIn> {
  const { issuer, subject, name, email, invite } = newcomer
  const now = new Date(request.server.clock())
  const proven = { emailCanonical: canonicalEmail(email), verifiedAt: now, joinedAt: now }
  try {
    return await atomic(async () => {
      await first()
      if (invite !== undefined) await useInvite(request, invite)
      const user = await User.objects.create({ name, email, password: noPassword, ...proven })
      await Identity.objects.create({ user, issuer, subject, email, createdAt: now, usedAt: now })
      return { user, session: await welcome(request, user, issuer) }
    })
  } catch (error) {
    throw isTaken(error) ? new BadInput('identity_not_linked', { cause: error }) : error
  }
}

function rememberBrowser(request: FastifyRequest, reply: FastifyReply): string {
  const secret = randomBytes(32).toString('base64url')
  const attributes = { ...cookieAttributes(request), httpOnly: true, maxAge: lifetimes.identity / 1000 }
  reply.setCookie(cookieNames(request.server.settings).provider, secret, attributes)
  return digestOf(secret)
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
