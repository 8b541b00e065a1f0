import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieAttributes, cookieNames } from '../http/cookies.ts'
import { turn } from '../http/turns.ts'
import { networkOf, refuseEarly } from '../limits/plugin.ts'
import { growing, ifNoted, noting, steady } from '../limits/policy.ts'
import type { LimitStore, Subject } from '../limits/store.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
/** How long a device or network counts as its owner's after a log-in from it. */
const acquaintance = 90 * day

/** Attempts of one network per minute; twenty people behind one router must still be able to log in. */
const perNetwork = steady(60, minute)
/** Wrong passwords for one account from where its owner has logged in before. */
const fromAcquaintances = growing({ free: 10, first: second, longest: 15 * minute, memory: day })
/** Wrong passwords for one account from everywhere else together. */
const fromStrangers = growing({ free: 20, first: second, longest: hour, memory: day })

/** An attempt at a password that was counted. */
export interface Guess {
  /** Say that the password was right: what was counted is forgotten, and where it came from is remembered. */
  right(): Promise<void>
}

/**
 * Count an attempt at the password of an account, before anything is hashed.
 *
 * Waits grow per account, and strangers share one count that those whom the owner's log-ins made known do not touch: who
 * guesses keeps nobody but other strangers out ("device cookies", OWASP). Throws TooManyRequests.
 */
export async function countGuess(request: FastifyRequest, account: string): Promise<Guess> {
  const { limits } = request.server
  await turn()
  const network = networkOf(request)
  const known = deviceOf(request, account) ?? ((await isAcquainted(limits, account, network)) ? network : undefined)
  const subject: Subject = known === undefined ? ['strangers', account] : ['guess', account, known]
  const wait = await limits.together(async () => {
    const first = await limits.take(['login', network], perNetwork)
    return first > 0 ? first : limits.take(subject, known === undefined ? fromStrangers : fromAcquaintances)
  })
  refuseEarly(wait)
  return {
    right: async () => {
      await limits.together(async () => {
        await limits.forgive(subject)
        await becomeAcquainted(request, account)
      })
    },
  }
}

/** Remember that the owner of an account was at the network that a request comes from. */
export async function becomeAcquainted(request: FastifyRequest, account: string): Promise<void> {
  await request.server.limits.take(['acquainted', account, networkOf(request)], noting(acquaintance))
}

async function isAcquainted(limits: LimitStore, account: string, network: string): Promise<boolean> {
  return (await limits.take(['acquainted', account, network], ifNoted)) === 0
}

/** Let the browser show next time that an account was logged in to from it; worth nothing without the password. */
export function rememberDevice(request: FastifyRequest, reply: FastifyReply, account: string): void {
  if (!request.csrfVerified || deviceOf(request, account) !== undefined) return
  const nonce = randomBytes(16).toString('base64url')
  const value = `${nonce}.${sign(request, account, nonce)}`
  const attributes = { ...cookieAttributes(request), httpOnly: true, maxAge: acquaintance / second }
  reply.setCookie(cookieNames(request.server.settings).device, value, attributes)
}

/** Name the device that a request comes from, if it was logged in to this very account before. */
function deviceOf(request: FastifyRequest, account: string): string | undefined {
  const cookie = request.cookies[cookieNames(request.server.settings).device] ?? ''
  const [, nonce, mac] = /^([\w-]{22})\.([\w-]{43})$/.exec(cookie) ?? []
  if (nonce === undefined || mac === undefined) return undefined
  const expected = Buffer.from(sign(request, account, nonce))
  return timingSafeEqual(Buffer.from(mac), expected) ? nonce : undefined
}

function sign(request: FastifyRequest, account: string, nonce: string): string {
  const key = request.server.accounts.deviceKey
  return createHmac('sha256', key)
    .update(JSON.stringify([account, nonce]))
    .digest('base64url')
}
