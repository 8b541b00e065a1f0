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
  readonly metadata: Promise<oidc.ServerMetadata>
  readonly until: number
  /** By what the metadata became; made anew when our clock and the machine's part by another second. */
  configured?: { readonly skew: number; readonly configuration: oidc.Configuration }
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
      remembered && remembered.until > clock() ? remembered : { metadata: discover(provider), until: clock() + memory }
    this.#known.set(provider.slug, known)
    try {
      return configure(provider, known, await known.metadata, Math.round((clock() - Date.now()) / 1000))
    } catch (cause) {
      this.#known.delete(provider.slug)
      log.warn({ provider: provider.slug, err: cause }, 'a provider could not be asked about itself')
      throw new Busy(30, { cause, sentence: 'provider_unreachable' })
    }
  }
}

/** Ask a provider about itself (OpenID Connect Discovery §4). */
async function discover({ issuer, clientId, clientSecret }: Provider): Promise<oidc.ServerMetadata> {
  const options = { timeout: patience, execute: isInsecure(issuer) ? [oidc.allowInsecureRequests] : [] }
  return (await oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, options)).serverMetadata()
}

/** Demand signatures on all that a provider says, and judge its times by our clock: `skew` in seconds. */
function configure(
  { issuer, clientId, clientSecret }: Provider,
  known: Known,
  metadata: oidc.ServerMetadata,
  skew: number,
) {
  if (known.configured?.skew === skew) return known.configured.configuration
  const methods = metadata.token_endpoint_auth_methods_supported
  // Without a word about it, the basic form is what a provider takes (OpenID Connect Discovery §3).
  const post = methods?.includes('client_secret_post') && !methods.includes('client_secret_basic')
  const authentication = post ? oidc.ClientSecretPost(clientSecret) : oidc.ClientSecretBasic(clientSecret)
  const client = { client_secret: clientSecret, [oidc.clockSkew]: skew }
  const configuration = new oidc.Configuration(metadata, clientId, client, authentication)
  configuration.timeout = patience
  if (isInsecure(issuer)) oidc.allowInsecureRequests(configuration)
  oidc.enableNonRepudiationChecks(configuration)
  known.configured = { skew, configuration }
  return configuration
}

/** The settings let only a provider on this machine be reached without TLS. */
function isInsecure(issuer: string): boolean {
  return issuer.startsWith('http:')
}
