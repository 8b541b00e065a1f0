import { atomic } from '@inkstone/orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieAttributes, cookieNames } from '../../http/cookies.ts'
import { BadInput, NotAuthenticated } from '../../http/problems.ts'
import { formText } from '../../web/form-errors.ts'
import { cameFrom, safeNext } from '../../web/next.ts'
import { setNotice } from '../../web/notices.ts'
import { audit } from '../audit/audit.ts'
import { accountKey } from '../identity.ts'
import { writeNotice } from '../letters/letters.ts'
import type { LoggedIn } from '../login.ts'
import { mayWrite } from '../mail-allowance.ts'
import { User } from '../models.ts'
import type { OneTimeToken } from '../models-one-time.ts'
import { countTry, findLink, lifetimes, makeLink, takeLink } from '../one-time-tokens.ts'
import { fromOurPages, openSession } from '../sessions.ts'
import { requestOptions } from './passkeys.ts'
import type { SecondFactor } from './schemas.ts'
import { type Expected, type FactorKind, factorsOf, judgeFactor } from './shown.ts'

/** Answers that one ticket takes. */
const mostTries = 5

/** How somebody showed the first factor, and where the log-in leads in the end where the request does not say it. */
interface Entrance {
  readonly method: string
  /** When they did, where that was not now; null where nobody knows. */
  readonly at?: Date | null | undefined
  /** A path of this site, already checked. */
  readonly next?: string | undefined
}

interface HalfwayIn {
  readonly user: User
  readonly factors: readonly FactorKind[]
  readonly next?: string | undefined
}

/** Somebody who has shown the first factor, and the ticket that says so. */
interface Halfway {
  readonly user: User
  readonly link: OneTimeToken
  readonly ticket: string
}

/**
 * Log in a user who has shown one factor, as `method` says: with a session, or, where a second one is enrolled, with a
 * refusal that holds a ticket for showing it. Every way to log in goes through here.
 *
 * Throws NotAuthenticated `second_factor_required`.
 */
export async function letIn(
  request: FastifyRequest,
  reply: FastifyReply,
  user: User,
  { method, at, next }: Entrance,
): Promise<LoggedIn> {
  const factors = await factorsOf(user.id)
  if (factors.length > 0) throw await askForSecond(request, reply, { user, factors, next })
  return begin(request, user, { method, at })
}

/** Open the session of somebody who has shown everything. */
export function begin(request: FastifyRequest, user: User, { method, at }: Omit<Entrance, 'next'>): Promise<LoggedIn> {
  return atomic(async () => {
    await audit(request, 'logged_in', { user: user.id, method })
    return { user, session: await openSession(request, user, at === undefined ? {} : { confirmedAt: at }) }
  })
}

async function askForSecond(
  request: FastifyRequest,
  reply: FastifyReply,
  { user, factors, next = nextOf(request) }: HalfwayIn,
): Promise<NotAuthenticated> {
  const { settings, clock } = request.server
  const { secret: ticket } = await makeLink('second_factor', clock(), { userId: user.id })
  const maxAge = lifetimes.second_factor / 1000
  if (fromOurPages(request)) {
    reply.setCookie(cookieNames(settings).ticket, ticket, { ...cookieAttributes(request), httpOnly: true, maxAge })
  }
  const details = { ticket, factors, expires_in: maxAge }
  const page = `/login/second-factor?next=${encodeURIComponent(next)}`
  return new NotAuthenticated('second_factor_required', { details, page, headers: { 'www-authenticate': 'Bearer' } })
}

/** Where the log-in leads in the end: the form knows, or the address of the page that a script sent it from. */
function nextOf(request: FastifyRequest): string {
  return safeNext(formText(request.body, 'next') || new URLSearchParams(cameFrom(request)?.search).get('next'))
}

/**
 * Log in who shows a second factor with the ticket that a first one gave. A ticket lets in once and takes five answers;
 * of any number of requests with one ticket, or with one code, one wins.
 *
 * Throws NotAuthenticated `invalid_ticket`, and what {@link judgeFactor} throws.
 */
export async function passSecond(
  request: FastifyRequest,
  reply: FastifyReply,
  { ticket, ...answer }: SecondFactor,
): Promise<LoggedIn> {
  const { clock } = request.server
  const halfway = await requireTicket(request, reply, ticket)
  if (!(await countTry('second_factor', halfway.ticket, clock(), mostTries))) throw lapsed(request, reply)
  try {
    const shown = await judgeFactor(request, answer, expectedOf(halfway))
    const loggedIn = await atomic(async () => {
      if (!(await takeLink('second_factor', halfway.ticket, clock()))) throw lapsed(request, reply)
      await shown.claim()
      return begin(request, halfway.user, shown)
    })
    forgetTicket(request, reply)
    return loggedIn
  } catch (error) {
    if (error instanceof BadInput) await noteFailure(request, halfway)
    throw error
  }
}

/** Give what a browser needs to ask for a passkey beside the ticket. Throws NotAuthenticated `invalid_ticket`. */
export async function optionsForSecond(request: FastifyRequest, reply: FastifyReply, ticket?: string) {
  return requestOptions(request, expectedOf(await requireTicket(request, reply, ticket)))
}

/** Give who is halfway in, by the ticket that was sent or that the browser holds. Throws `invalid_ticket`. */
export async function requireTicket(request: FastifyRequest, reply: FastifyReply, sent?: string): Promise<Halfway> {
  const ticket = sent || (request.cookies[cookieNames(request.server.settings).ticket] ?? '')
  const link = await findLink('second_factor', ticket, request.server.clock())
  const user = link?.userId ? await User.objects.filter({ pk: link.userId }).first() : undefined
  if (!link || !user || user.disabledAt !== null) throw lapsed(request, reply)
  return { user, link, ticket }
}

function expectedOf({ user, link }: Halfway): Expected {
  return { purpose: 'passkey_factor', user, bound: link.digest, alone: false }
}

function lapsed(request: FastifyRequest, reply: FastifyReply): NotAuthenticated {
  forgetTicket(request, reply)
  if (fromOurPages(request)) setNotice(request, reply, 'logInAgain')
  return new NotAuthenticated('invalid_ticket', { page: '/login', headers: { 'www-authenticate': 'Bearer' } })
}

function forgetTicket(request: FastifyRequest, reply: FastifyReply): void {
  const { ticket } = cookieNames(request.server.settings)
  if (request.cookies[ticket] !== undefined) reply.clearCookie(ticket, { ...cookieAttributes(request), httpOnly: true })
}

/** Write a wrong answer down. When a ticket is spent, its owner hears that somebody has their password. */
async function noteFailure(request: FastifyRequest, { user, link }: Halfway): Promise<void> {
  const { server: app, language } = request
  await audit(request, 'second_factor_failed', { user: user.id })
  const spent = link.tries + 1 >= mostTries
  if (!spent || !(await mayWrite(app, 'second-factor-failed', accountKey(user.email)))) return
  await writeNotice(app, 'secondFactorFailed', { name: user.name, email: user.email, language })
}
