import { createHash, randomBytes } from 'node:crypto'
import { F } from '@inkstone/orm'
import { BadInput } from '../http/problems.ts'
import { OneTimeToken } from './models-one-time.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** How long a link, ticket or challenge holds by what it is for, in milliseconds. */
export const lifetimes = {
  /** Shows that mail to an address arrives. */
  verify: day,
  /** Sets a new password. */
  reset: 30 * minute,
  /** Makes another address that of an account. */
  email: day,
  /** Lets somebody register. */
  invite: 14 * day,
  /** Waits for the second factor of somebody who has shown the first. */
  second_factor: 10 * minute,
  /** Challenges that passkeys sign: for a new one, and to log in, as second factor, and to confirm who one is. */
  passkey_new: 5 * minute,
  passkey_login: 5 * minute,
  passkey_factor: 5 * minute,
  passkey_confirm: 5 * minute,
  /** Waits for somebody who was sent to a provider. */
  provider: 10 * minute,
  /** Finishes the registration of somebody whose provider does not vouch for their address. */
  identity: 60 * minute,
} as const
export type LinkPurpose = keyof typeof lifetimes

export interface NewLink {
  readonly userId?: number
  readonly email?: string
  readonly payload?: unknown
  /** Milliseconds that the link holds, when it is not the usual time. */
  readonly lifetime?: number
}

/** A link that was just made; the secret is known to nobody afterwards. */
export interface Link {
  readonly secret: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** Make a link for a purpose. To be run in the transaction of what causes it. */
export async function makeLink(purpose: LinkPurpose, now: number, link: NewLink = {}): Promise<Link> {
  const secret = randomBytes(32).toString('base64url')
  const expiresAt = now + (link.lifetime ?? lifetimes[purpose])
  await OneTimeToken.objects.create({
    purpose,
    digest: digestOf(secret),
    ...(link.userId === undefined ? {} : { userId: link.userId }),
    ...(link.email === undefined ? {} : { email: link.email }),
    ...(link.payload === undefined ? {} : { payload: JSON.stringify(link.payload) }),
    createdAt: new Date(now),
    expiresAt: new Date(expiresAt),
  })
  return { secret, expiresAt }
}

/** Find a link that still works, without using it; undefined for every other text. */
export function findLink(purpose: LinkPurpose, secret: string, now: number): Promise<OneTimeToken | undefined> {
  return working(purpose, secret, now).first() as Promise<OneTimeToken | undefined>
}

/**
 * Use a link up. One statement decides, so that of any number of requests one wins.
 *
 * To be run in the transaction of its effect, so that a failure gives the link back. Throws BadInput `invalid_link`.
 */
export async function useLink(purpose: LinkPurpose, secret: string, now: number): Promise<OneTimeToken> {
  if (!(await takeLink(purpose, secret, now))) throw invalidLink()
  return OneTimeToken.objects.get({ purpose, digest: digestOf(secret) })
}

/** Use a link up as {@link useLink} does; false for one that does not work. */
export async function takeLink(purpose: LinkPurpose, secret: string, now: number): Promise<boolean> {
  return (await working(purpose, secret, now).update({ usedAt: new Date(now) })) === 1
}

/** Count a try at what a link leads to, before it is judged; false when there were `most` already, or the link is dead. */
export async function countTry(purpose: LinkPurpose, secret: string, now: number, most: number): Promise<boolean> {
  const left = working(purpose, secret, now).filter({ tries__lt: most })
  return (await left.update({ tries: F('tries').plus(1) })) === 1
}

/** The refusal of a link that is unknown, used, expired or meant for something else: all alike. */
export function invalidLink(): BadInput {
  return new BadInput('invalid_link')
}

/** Let the links of a user for some purposes work no more. */
export async function revokeLinks(userId: number, purposes: readonly LinkPurpose[]): Promise<void> {
  await OneTimeToken.objects.filter({ userId, purpose__in: [...purposes], usedAt__isnull: true }).delete()
}

/** Delete the links that have expired; the number of them. */
export async function clearLinks(now: number): Promise<number> {
  const [count] = await OneTimeToken.objects.filter({ expiresAt__lte: new Date(now) }).delete()
  return count
}

function working(purpose: LinkPurpose, secret: string, now: number) {
  return OneTimeToken.objects.filter({
    purpose,
    digest: digestOf(secret),
    usedAt__isnull: true,
    expiresAt__gt: new Date(now),
  })
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
