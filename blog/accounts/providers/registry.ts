import type { FastifyBaseLogger } from 'fastify'
import * as oidc from 'openid-client'
import type { Clock } from '../../http/context.ts'
import { Busy, NotFound } from '../../http/problems.ts'
import type { Provider } from '../../settings.ts'

/** How long what a provider says about itself is remembered; milliseconds. Its keys are asked for again when unknown. */
const memory = 3_600_000
/** Seconds that a provider may take for an answer. */
const patience = 10

interface Known {
  readonly configuration: Promise<oidc.Configuration>
  readonly until: number
}

export interface RegistryOptions {
  readonly providers: readonly Provider[]
  readonly clock: Clock
  readonly log: FastifyBaseLogger
}

/** The providers of the settings, each asked about itself when it is first needed. */
export class Providers {
  readonly #options: RegistryOptions
  readonly #known = new Map<string, Known>()

  constructor(options: RegistryOptions) {
    this.#options = options
  }

  get all(): readonly Provider[] {
    return this.#options.providers
  }

  /** Give the provider of a short name. Throws NotFound. */
  get(slug: string): Provider {
    const provider = this.all.find(candidate => candidate.slug === slug)
    if (!provider) throw new NotFound()
    return provider
  }

  /** Find out where a provider's endpoints are. Throws Busy `provider_unreachable`; the next request tries again. */
  async configurationOf(provider: Provider): Promise<oidc.Configuration> {
    const { clock, log } = this.#options
    const remembered = this.#known.get(provider.slug)
    const known =
      remembered && remembered.until > clock()
        ? remembered
        : { configuration: discover(provider), until: clock() + memory }
    this.#known.set(provider.slug, known)
    try {
      return await known.configuration
    } catch (cause) {
      this.#known.delete(provider.slug)
      log.warn({ provider: provider.slug, err: cause }, 'a provider could not be asked about itself')
      throw new Busy(30, { cause, sentence: 'provider_unreachable' })
    }
  }
}

/** Ask a provider about itself (OpenID Connect Discovery §4), and demand signatures on all that it says later. */
async function discover({ issuer, clientId, clientSecret }: Provider): Promise<oidc.Configuration> {
  const insecure = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []
  const options = { timeout: patience, execute: insecure }
  const found = await oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, options)
  const methods = found.serverMetadata().token_endpoint_auth_methods_supported
  // Without a word about it, the basic form is what a provider takes (OpenID Connect Discovery §3).
  const post = methods?.includes('client_secret_post') && !methods.includes('client_secret_basic')
  const authentication = post ? oidc.ClientSecretPost(clientSecret) : oidc.ClientSecretBasic(clientSecret)
  const configuration = new oidc.Configuration(found.serverMetadata(), clientId, clientSecret, authentication)
  configuration.timeout = patience
  for (const allow of insecure) allow(configuration)
  oidc.enableNonRepudiationChecks(configuration)
  return configuration
}
