import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as oidc from 'openid-client'
import { cookieAttributes, cookieNames } from '../../http/cookies.ts'
import { BadInput } from '../../http/problems.ts'
import { networkOf, spend } from '../../limits/plugin.ts'
import { steady } from '../../limits/policy.ts'
import type { Provider } from '../../settings.ts'
import { formText } from '../../web/form-errors.ts'
import { originOf } from '../links.ts'
import { findLink, lifetimes, makeLink, takeLink } from '../one-time-tokens.ts'

const perNetwork = steady(30, 60_000)

/** What somebody goes to a provider for: to log in or register, to add it to their account, to show who they are. */
export type Intent = 'enter' | 'link' | 'confirm'

/** What is remembered of somebody who is at a provider. */
export interface Attempt {
  readonly provider: string
  readonly intent: Intent
  /** Where it leads in the end: a path of this site, already checked. */
  readonly next: string
  /** Secret of an invitation, for whoever has no account yet. */
  readonly invite?: string
}

/** Somebody who came back from where they were sent. */
export interface Returned {
  readonly attempt: Attempt
  /** Who was logged in when it began; null for a visitor. */
  readonly userId: number | null
  readonly began: Date
  readonly checks: oidc.AuthorizationCodeGrantChecks
}

/**
 * Send a browser to a provider; the address to go to. One of our pages asks for it with a CSRF token, so that nobody is
 * logged in unasked (ASVS 7.6.2).
 *
 * All that has to be known later is a row, found by a secret that only this browser's cookie holds. State, nonce and
 * verifier (PKCE) are digests of that secret: a state from another browser fits none of our rows.
 */
export async function sendAway(
  request: FastifyRequest,
  reply: FastifyReply,
  provider: Provider,
  wish: Omit<Attempt, 'provider'>,
): Promise<string> {
  const { server: app, user } = request
  await spend(app.limits, ['provider', networkOf(request)], perNetwork)
  const configuration = await app.accounts.providers.configurationOf(provider)
  const payload: Attempt = { provider: provider.slug, ...wish }
  const { secret } = await makeLink('provider', app.clock(), { payload, ...(user ? { userId: user.id } : {}) })
  const maxAge = lifetimes.provider / 1000
  reply.setCookie(cookieNames(app.settings).provider, secret, { ...cookieAttributes(request), httpOnly: true, maxAge })
  const address = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: returnAddress(request, provider),
    scope: 'openid email profile',
    state: part(secret, 'state'),
    nonce: part(secret, 'nonce'),
    code_challenge: await oidc.calculatePKCECodeChallenge(part(secret, 'verifier')),
    code_challenge_method: 'S256',
    // Whoever shows who they are is not believed for having been there before. Either says so; the second makes the
    // provider tell when it was (OpenID Connect Core §3.1.2.1).
    ...(wish.intent === 'confirm' ? { prompt: 'login', max_age: '0' } : {}),
  })
  return address.href
}

/** The only address that a provider leads back to; from the settings alone, never from what a request calls the host. */
function returnAddress({ server }: FastifyRequest, { slug }: Provider): string {
  return `${originOf(server.settings)}/login/with/${slug}/callback`
}

/**
 * Recognise somebody who comes back: the browser that was sent away, once, from the provider that it was sent to.
 *
 * Throws BadInput `sign_in_lapsed`, TooManyRequests.
 */
export async function recognise(request: FastifyRequest, reply: FastifyReply, provider: Provider): Promise<Returned> {
  const { limits, clock, settings } = request.server
  await spend(limits, ['provider', networkOf(request)], perNetwork)
  const secret = request.cookies[cookieNames(settings).provider] ?? ''
  const state = part(secret, 'state')
  const link = await findLink('provider', secret, clock())
  const attempt = link?.payload ? (JSON.parse(link.payload) as Attempt) : undefined // written by sendAway
  const expected = attempt?.provider === provider.slug && sameText(formText(request.query, 'state'), state)
  if (!link || !attempt || !expected || !(await takeLink('provider', secret, clock()))) {
    throw new BadInput('sign_in_lapsed')
  }
  forgetBrowser(request, reply)
  // The state did for this request what the CSRF token does for a form.
  request.csrfVerified = true
  const checks = {
    expectedState: state,
    expectedNonce: part(secret, 'nonce'),
    pkceCodeVerifier: part(secret, 'verifier'),
  }
  return { attempt, userId: link.userId, began: link.createdAt, checks: { ...checks, idTokenExpected: true } }
}

/** Let the browser forget that it was sent away. */
function forgetBrowser(request: FastifyRequest, reply: FastifyReply): void {
  const name = cookieNames(request.server.settings).provider
  reply.clearCookie(name, { ...cookieAttributes(request), httpOnly: true })
}

function part(secret: string, name: 'state' | 'nonce' | 'verifier'): string {
  return createHash('sha256').update(`${name} ${secret}`).digest('base64url')
}

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
