import type { Settings } from '../settings.ts'

/** The origins whose pages may send unsafe requests: this site's, and those that the operator trusts as well. */
export class KnownOrigins {
  readonly #publicUrl: string | null
  readonly #trusted: readonly string[]

  constructor({ publicUrl, csrfTrustedOrigins }: Settings) {
    this.#publicUrl = publicUrl
    this.#trusted = csrfTrustedOrigins
  }

  /** Tell whether an origin is this site's, by the settings or by the address of the request, or trusted. */
  includes(origin: string, here: string): boolean {
    return origin === here || origin === this.#publicUrl || this.trusts(origin)
  }

  /** Tell whether an origin is another one that `CSRF_TRUSTED_ORIGINS` names, by itself or by a wildcard. */
  trusts(origin: string | undefined): boolean {
    return origin !== undefined && this.#trusted.some(pattern => matches(pattern, origin))
  }
}

/** Compare as Django does: `https://*.example.com` is for everything below `example.com`, and for itself. */
function matches(pattern: string, origin: string): boolean {
  const [scheme, domain] = pattern.split('://*.')
  if (domain === undefined) return origin === pattern
  return origin === `${scheme}://${domain}` || (origin.startsWith(`${scheme}://`) && origin.endsWith(`.${domain}`))
}
