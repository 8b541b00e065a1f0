import { createHash, randomBytes } from 'node:crypto'
import { atomic } from '@inkstone/orm'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { BadInput, NotFound } from '../../http/problems.ts'
import { audit } from '../audit/audit.ts'
import { requireConfirmed } from '../confirmation/confirmation.ts'
import type { User } from '../models.ts'
import { requireUser } from '../permissions.ts'
import { ApiToken } from './models.ts'
import { type Scope, scopes } from './scopes.ts'

const day = 86_400_000
const hour = 3_600_000

/** How many tokens one user may have. */
const most = 50

/** Begins every token, so that it is known for one wherever it turns up, by those who look for lost secrets, too. */
const prefix = 'ink_'
const form = /^ink_[\w-]{43}$/

/** Tell an API token from a JWT by its form. */
export function isApiToken(text: string): boolean {
  return text.startsWith(prefix)
}

export interface TokenWish {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Days until it expires. */
  readonly days: number
}

/** A token that was just made: the only moment at which its text is known. */
export interface MadeToken {
  readonly row: ApiToken
  readonly token: string
}

/**
 * Make a token for the user who asks. Throws BadInput for a blank name and beyond the greatest number, Forbidden
 * `confirmation_required`.
 */
export async function makeApiToken(request: FastifyRequest, wish: TokenWish): Promise<MadeToken> {
  const { user } = requireConfirmed(request)
  const name = wish.name.trim()
  if (name === '') throw new BadInput('invalid', { fields: { name: [{ code: 'blank' }] } })
  const now = request.server.clock()
  const token = prefix + randomBytes(32).toString('base64url')
  const granted = scopes.filter(scope => wish.scopes.includes(scope)).join(' ')
  const row = await atomic(async () => {
    if ((await ApiToken.objects.filter({ user }).count()) >= most) throw new BadInput('too_many_tokens')
    await audit(request, 'token_made', { name, scopes: granted })
    return ApiToken.objects.create({
      user,
      name,
      digest: digestOf(token),
      hint: token.slice(0, 8),
      scopes: granted,
      createdAt: new Date(now),
      expiresAt: new Date(now + wish.days * day),
    })
  })
  return { row, token }
}

/** List the tokens of a user that hold, the newest first. */
export async function listApiTokens(request: FastifyRequest): Promise<ApiToken[]> {
  const now = new Date(request.server.clock())
  return [...(await ApiToken.objects.filter({ user: requireUser(request), expiresAt__gt: now }))]
}

/** Revoke a token of the user who asks. @throws NotFound when they have none of that id. */
export async function revokeApiToken(request: FastifyRequest, id: string): Promise<void> {
  const pk = /^[1-9]\d{0,9}$/.test(id) ? Number(id) : 0
  await atomic(async () => {
    const [row] = await ApiToken.objects.filter({ user: requireUser(request), pk })
    if (!row) throw new NotFound()
    await row.delete()
    await audit(request, 'token_revoked', { name: row.name })
  })
}

/** Find whose token it is and what it may do; null for one that does not hold. */
export async function findApiToken(
  app: FastifyInstance,
  token: string,
): Promise<{ readonly user: User; readonly scopes: readonly string[] } | null> {
  if (!form.test(token)) return null
  const now = app.clock()
  const row = await ApiToken.objects
    .selectRelated('user')
    .filter({ digest: digestOf(token) })
    .first()
  if (!row || row.expiresAt.getTime() <= now || row.user.disabledAt !== null) return null
  // Ending all log-ins ends the programs, too.
  if (row.user.tokensValidAfter && row.createdAt < row.user.tokensValidAfter) return null
  await noteUse(row, now)
  return { user: row.user, scopes: row.scopes.split(' ') }
}

async function noteUse({ id, usedAt }: ApiToken, now: number): Promise<void> {
  if (usedAt && now - usedAt.getTime() < hour) return
  await ApiToken.objects.filter({ pk: id }).update({ usedAt: new Date(now) })
}

/** Forget the tokens that have expired; the number of them. */
export async function cleanApiTokens(now: number): Promise<number> {
  const [count] = await ApiToken.objects.filter({ expiresAt__lte: new Date(now) }).delete()
  return count
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
