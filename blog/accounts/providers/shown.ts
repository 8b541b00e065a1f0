import type { FastifyRequest } from 'fastify'
import * as oidc from 'openid-client'
import { BadInput, Busy } from '../../http/problems.ts'
import type { Provider } from '../../settings.ts'
import { canonicalEmail } from '../emails.ts'
import { faultOfName } from '../registration.ts'
import type { Returned } from './attempts.ts'
import { subjectMaxLength } from './models.ts'

/** Width of the column `user.name`, in code points. */
const nameMaxLength = 48

/** Who somebody is at a provider, as it said so and was checked. */
export interface ShownIdentity {
  readonly issuer: string
  readonly subject: string
  readonly name: string
  /** Undefined when the provider tells none that we take. */
  readonly email: string | undefined
  /** Whether the provider vouches that mail to the address arrives. */
  readonly emailVerified: boolean
  /** When they showed the provider who they are (`auth_time`); undefined when it does not say so. */
  readonly authenticatedAt: Date | undefined
}

/**
 * Exchange the code that a browser brought for who it belongs to. Issuer (RFC 9207), state, nonce, audience, times and
 * the signature of the ID token are checked by `openid-client`.
 *
 * Throws BadInput `sign_in_refused` when the provider or the user said no, `sign_in_invalid` for an answer that does not
 * hold, Busy `provider_unreachable`.
 */
export async function redeem(
  request: FastifyRequest,
  provider: Provider,
  { checks }: Returned,
): Promise<ShownIdentity> {
  const { accounts, settings } = request.server
  const configuration = await accounts.providers.configurationOf(provider)
  const address = new URL(request.url, settings.publicUrl ?? undefined)
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, address, checks)
    const claims = tokens.claims()
    if (!claims) throw new BadInput('sign_in_invalid')
    return identityOf(claims, await moreOf(configuration, tokens.access_token, claims))
  } catch (error) {
    throw refusalOf(request, provider, error)
  }
}

type Claims = NonNullable<ReturnType<oidc.TokenEndpointResponseHelpers['claims']>>

/** Some providers tell the address at an endpoint of its own only (OpenID Connect Core §5.4). */
async function moreOf(configuration: oidc.Configuration, accessToken: string, claims: Claims) {
  if (claims.email !== undefined || !configuration.serverMetadata().userinfo_endpoint) return claims
  return { ...claims, ...(await oidc.fetchUserInfo(configuration, accessToken, claims.sub)) }
}

function identityOf({ iss, sub, auth_time: seconds }: Claims, about: Readonly<Record<string, unknown>>): ShownIdentity {
  if (typeof sub !== 'string' || !/^[\x20-\x7e]+$/.test(sub) || sub.length > subjectMaxLength) {
    throw new BadInput('sign_in_invalid')
  }
  const typed = typeof about.email === 'string' ? about.email.trim() : ''
  const email = canonicalEmail(typed) === null ? undefined : typed
  const name = nameIn(about, email)
  const emailVerified = email !== undefined && about.email_verified === true
  const authenticatedAt = typeof seconds === 'number' ? new Date(seconds * 1000) : undefined
  return { issuer: iss, subject: sub, name, email, emailVerified, authenticatedAt }
}

/** Choose what to call somebody who was not asked. */
function nameIn(about: Readonly<Record<string, unknown>>, email = ''): string {
  const offered = [about.name, about.nickname, about.preferred_username, email.split('@')[0]]
  const fit = offered.find(name => typeof name === 'string' && !faultOfName(name))
  return [...String(fit ?? '?').trim()].slice(0, nameMaxLength).join('')
}

/** Say what went wrong at a provider. The details are the operator's business: they may hold what came from outside. */
function refusalOf({ log }: FastifyRequest, { slug }: Provider, error: unknown): Error {
  const { name, code, error: said } = error as { name?: string; code?: string; error?: string } // reading is harmless
  log.warn({ provider: slug, name, code, said }, 'a provider’s answer was not taken')
  if (error instanceof BadInput) return error
  if (error instanceof oidc.AuthorizationResponseError) return new BadInput('sign_in_refused', { cause: error })
  const unreachable = error instanceof TypeError || code === 'OAUTH_TIMEOUT'
  if (unreachable) return new Busy(30, { cause: error as Error, sentence: 'provider_unreachable' })
  return new BadInput('sign_in_invalid', { cause: error as Error })
}
