/** Parameters whose values let their bearer in. */
const secrets = /([?&](?:token|invite|code|state)=)[^&#]+/gi

/** Give an address as it may be written into a log. */
export function loggedUrl(url: string): string {
  return url.replace(secrets, '$1[redacted]')
}
