import { atomic } from '@inkstone/orm'
import type { FastifyRequest, preValidationHookHandler } from 'fastify'
import { BadInput, Forbidden } from '../../http/problems.ts'
import { cameFrom, safeNext } from '../../web/next.ts'
import { audit } from '../audit/audit.ts'
import { requestOptions } from '../factors/passkeys.ts'
import { type Expected, factorsOf, judgeFactor, type ShownFactor } from '../factors/shown.ts'
import type { LoggedIn } from '../login.ts'
import type { User } from '../models.ts'
import { hasPassword } from '../passwords.ts'
import { requireUser } from '../permissions.ts'
import type { CurrentSession } from '../session-stores/store.ts'
import { renewSession } from '../sessions.ts'
import { requirePassword } from './password.ts'
import type { Proof } from './schemas.ts'

/** Who asks, and the session by which they do. */
interface Confirmed {
  readonly user: User
  readonly session: CurrentSession
}

/**
 * Let only those go on who showed who they are within `CONFIRM_AGE`: by logging in, or by confirming since.
 *
 * Throws Forbidden `confirmation_required`, which leads browsers to the page for it and back; NotAuthenticated.
 */
export function requireConfirmed(request: FastifyRequest): Confirmed {
  const user = requireUser(request)
  const { clock, settings } = request.server
  const { session } = request
  const since = session?.confirmedAt?.getTime()
  if (!session || since === undefined || clock() - since > settings.confirmAge * 1000) throw unconfirmed(request)
  return { user, session }
}

/** Refuse before a body is judged: see {@link requireConfirmed}. */
export const requireConfirmation: preValidationHookHandler = (request, _reply, done) => {
  requireConfirmed(request)
  done()
}

/**
 * Ask for the password again; of who has none, that they showed lately who they are. It stands for a confirmation where it is the only factor; who has a second one must have
 * shown it lately, too. Throws BadInput `wrong_password` beside the field, Forbidden `confirmation_required`.
 */
export async function requirePasswordAgain(
  request: FastifyRequest,
  password: string | undefined,
  field: string,
): Promise<User> {
  const user = requireUser(request)
  if (!hasPassword(user)) return requireConfirmed(request).user
  if (password === undefined) throw new BadInput('invalid', { fields: { [field]: [{ code: 'required' }] } })
  if ((await factorsOf(user.id)).length > 0) requireConfirmed(request)
  return requirePassword(request, password, field)
}

function unconfirmed(request: FastifyRequest): Forbidden {
  const from = request.method === 'GET' && request.wantsHtml ? request.url : pathOf(cameFrom(request))
  const page = `/me/confirm?next=${encodeURIComponent(safeNext(from))}`
  return new Forbidden('confirmation_required', { page, details: { confirm: '/users/me/confirm' } })
}

function pathOf(url: URL | undefined): string {
  return url === undefined ? '/me' : url.pathname + url.search
}

/**
 * Show again who one is: with the password, and the second factor where one is enrolled; or with a passkey alone that
 * checks its holder. The session is replaced by a new one, so that whoever learned its secret is out.
 *
 * Throws BadInput for what was wrong, and Forbidden `session_required` for a token that names no session.
 */
export async function confirm(request: FastifyRequest, proof: Proof): Promise<LoggedIn> {
  const { user, session } = requireSession(request)
  const expected = expectedOf({ user, session }, !proof.password)
  const shown = await judge(request, proof, expected)
  return atomic(async () => {
    await shown?.claim()
    await audit(request, 'confirmed', { method: shown?.method ?? 'password' })
    return { user, session: await renewSession(request, user, session) }
  })
}

/** Judge what was shown; undefined when the password is all that there is. */
async function judge(request: FastifyRequest, proof: Proof, expected: Expected): Promise<ShownFactor | undefined> {
  const { password, ...answer } = proof
  if (!password && !answer.passkey) throw new BadInput('invalid', { fields: { password: [{ code: 'required' }] } })
  if (password) await requirePassword(request, password, 'password')
  const needed = !password || (await factorsOf(expected.user.id)).length > 0
  try {
    return needed ? await judgeFactor(request, answer, expected) : undefined
  } catch (error) {
    if (error instanceof BadInput) await audit(request, 'second_factor_failed')
    throw error
  }
}

/** Give what a browser needs to confirm by a passkey. */
export async function optionsForConfirmation(request: FastifyRequest) {
  return requestOptions(request, expectedOf(requireSession(request), false))
}

/** Throws Forbidden `session_required`: tokens of the original name no session that could remember a confirmation. */
function requireSession(request: FastifyRequest): Confirmed {
  const user = requireUser(request)
  const { session } = request
  if (!session) throw new Forbidden('session_required')
  return { user, session }
}

function expectedOf({ user, session }: Confirmed, alone: boolean): Expected {
  return { purpose: 'passkey_confirm', user, bound: session.key, alone }
}
