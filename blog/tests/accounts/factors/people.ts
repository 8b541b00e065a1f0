import { codeOf, stepAt } from '../../../accounts/factors/totp.ts'
import type { TestSite } from '../../helper.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Read base32 (RFC 4648) as an authenticator app does. */
export function decodeBase32(text: string): Buffer {
  const bits = Array.from(text, letter => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
}

/** An authenticator app with one secret in it. */
export class App {
  readonly #secret: Buffer
  readonly #site: Pick<TestSite, 'now'>

  constructor(site: Pick<TestSite, 'now'>, base32: string) {
    this.#secret = decodeBase32(base32)
    this.#site = site
  }

  /** Show the code of now, or of some steps later. */
  code(later = 0): string {
    return codeOf(this.#secret, stepAt(this.#site.now.ms) + later)
  }

  /** Wait until the code is another one, and show it. */
  next(): string {
    this.#site.now.ms += 30_000
    return this.code()
  }
}

/** Somebody with an authenticator app and recovery codes. */
export interface CarefulUser {
  readonly app: App
  readonly codes: readonly string[]
  /** The token of the session in which the app was added. */
  readonly token: string
}

/** Add an authenticator app to the account that a token is for. */
export async function addApp(site: TestSite, token: string): Promise<CarefulUser> {
  const { secret } = (await site.request('POST', '/users/me/factors/totp', { token })).json<{ secret: string }>()
  const app = new App(site, secret)
  const json = { code: app.code() }
  const answer = await site.request('POST', '/users/me/factors/totp/confirm', { token, json })
  if (answer.statusCode !== 200) throw new Error(`adding an app failed: ${answer.body}`)
  const added = answer.json<{ token: string; recovery_codes: string[] }>()
  return { app, codes: added.recovery_codes, token: added.token }
}
