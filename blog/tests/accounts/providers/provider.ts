import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

/** What a provider says of somebody, and how; tests put lies in here. */
export interface Lies {
  /** Claims of the ID token, over the honest ones; undefined takes one away. */
  claims?: Readonly<Record<string, unknown>>
  /** Make the ID token in another way. */
  sign?: (payload: JWTPayload, provider: TestProvider) => Promise<string>
  /** Parameters of the way back, over the honest ones; undefined takes one away. */
  back?: Readonly<Record<string, string | undefined>>
}

interface Code {
  readonly nonce: string
  readonly challenge: string
  readonly redirectUri: string
  readonly claims: Readonly<Record<string, unknown>>
}

const alphabet = 'RS256'

/** A provider of OpenID Connect on a port of its own: discovery, authorization code with PKCE, keys, user info. */
export class TestProvider {
  readonly clientId = 'the blog'
  readonly clientSecret = 'a secret that only the two know'
  issuer = ''
  /** Who is logged in there. */
  user: Readonly<Record<string, unknown>> = {}
  lies: Lies = {}
  /** What the metadata says beside the usual. */
  metadata: Readonly<Record<string, unknown>> = {}
  /** What was asked for at the authorization endpoint, the latest last. */
  readonly asked: URLSearchParams[] = []
  /** The provider's clock, in milliseconds. */
  clock: () => number = Date.now
  /** When the user logged in there, in milliseconds; now, when it is left out. */
  loggedInAt: number | undefined
  /** How often the token endpoint was asked, and how often it gave tokens. */
  exchanges = 0
  tokens = 0
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly #codes = new Map<string, Code>()

  constructor(keys: { privateKey: CryptoKey; publicKey: CryptoKey }) {
    this.privateKey = keys.privateKey
    this.publicKey = keys.publicKey
  }

  /** Log in at the authorization endpoint, as a browser that follows the link; the address that it is led back to. */
  authorize(address: string): string {
    const asked = new URL(address).searchParams
    this.asked.push(asked)
    const code = randomUUID()
    const redirectUri = asked.get('redirect_uri') ?? ''
    const nonce = asked.get('nonce') ?? ''
    const claims = { auth_time: Math.floor((this.loggedInAt ?? this.clock()) / 1000), ...this.user }
    this.#codes.set(code, { nonce, challenge: asked.get('code_challenge') ?? '', redirectUri, claims })
    const back = new URL(redirectUri)
    const parameters = { code, state: asked.get('state') ?? '', iss: this.issuer, ...this.lies.back }
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) back.searchParams.set(name, value)
    return back.pathname + back.search
  }

  /** Sign an ID token as an honest provider does. */
  sign(payload: JWTPayload, key: CryptoKey | Uint8Array = this.privateKey, alg = alphabet): Promise<string> {
    return new SignJWT(payload).setProtectedHeader({ alg, kid: 'key' }).sign(key)
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer)
    if (url.pathname === '/authorize') {
      const back = new URL(this.authorize(url.href), url.searchParams.get('redirect_uri') ?? '')
      return void response.writeHead(302, { location: back.href }).end()
    }
    const body = await this.#answerTo(url.pathname, request)
    response.writeHead(body === undefined ? 400 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body ?? { error: 'invalid_grant' }))
  }

  async #answerTo(path: string, request: IncomingMessage): Promise<object | undefined> {
    switch (path) {
      case '/.well-known/openid-configuration':
        return this.#describe()
      case '/keys':
        return { keys: [{ ...(await exportJWK(this.publicKey)), kid: 'key', alg: alphabet, use: 'sig' }] }
      case '/token':
        return this.#exchange(request)
      case '/userinfo':
        return { sub: this.user.sub, ...this.user }
    }
  }

  #describe(): object {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [alphabet],
      authorization_response_iss_parameter_supported: true,
      ...this.metadata,
    }
  }

  /** Give the tokens for a code: once, to the client that knows the secret and the verifier. */
  async #exchange(request: IncomingMessage): Promise<object | undefined> {
    this.exchanges += 1
    const form = new URLSearchParams(await text(request))
    const credentials = [this.clientId, this.clientSecret].map(part => encodeURIComponent(part).replace(/%20/g, '+'))
    const basic = `Basic ${Buffer.from(credentials.join(':')).toString('base64')}`
    const code = this.#codes.get(form.get('code') ?? '')
    this.#codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const honest = request.headers.authorization === basic && form.get('redirect_uri') === code?.redirectUri
    if (!code || !honest || challenge !== code.challenge) return undefined
    this.tokens += 1
    const now = Math.floor(this.clock() / 1000)
    const claims = { iss: this.issuer, aud: this.clientId, iat: now, exp: now + 300, nonce: code.nonce }
    const payload = { ...claims, ...code.claims, ...this.lies.claims }
    const id_token = await (this.lies.sign ?? (p => this.sign(p)))(payload, this)
    return { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token }
  }
}

/** Start a provider that ends with the test. */
export async function startProvider(t: TestContext): Promise<TestProvider> {
  const provider = new TestProvider(await generateKeyPair(alphabet, { extractable: true }))
  const server = createServer((request, response) => void provider.answer(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
  t.after(() => void server.close().closeAllConnections())
  return provider
}
