import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { AppOptions } from '../../app.ts'
import { buildSite, type TestSite } from '../helper.ts'
import { type Received, startMailServer } from '../mail-server.ts'

/** A site that sends letters, and the mailbox in which all of them arrive. */
export interface SiteWithMail extends TestSite {
  /** Give the letters to an address that have come since the last call, the oldest first. */
  letters(to: string): Promise<Received[]>
  /** Give the secret of the link in the only new letter to an address. */
  secret(to: string): Promise<string>
  json<T = Record<string, unknown>>(method: string, url: string, body: unknown, token?: string): Promise<JsonAnswer<T>>
}

export interface JsonAnswer<T> {
  readonly status: number
  readonly body: T & { readonly code?: string; readonly error?: string }
}

/** The origin that every link in a letter must lead to. */
const publicUrl = 'http://blog.example.com'

/** Build a site for one test whose letters go to a mail server of its own. */
export async function siteWithMail(
  t: TestContext,
  env: Readonly<Record<string, string>> = {},
  options: Omit<AppOptions, 'clock' | 'database' | 'logStream'> = {},
): Promise<SiteWithMail> {
  const server = await startMailServer(t)
  const mail = { MAIL_URL: server.url, PUBLIC_URL: publicUrl, ALLOWED_HOSTS: '*' }
  const site = await buildSite({ ...mail, ...env }, options)
  t.after(() => site.close())
  const letters = async (to: string) => {
    await site.app.accounts.background.settled()
    await site.app.mail.send()
    const all = server.letters.splice(0)
    server.letters.push(...all.filter(letter => !letter.to.includes(to)))
    return all.filter(letter => letter.to.includes(to))
  }
  const secret = async (to: string) => {
    const [letter, ...more] = await letters(to)
    assert.equal(more.length, 0)
    const [, origin, found] = /(http\S+?)\/\w+\?(?:token|invite)=([\w-]{43})$/m.exec(letter?.text ?? '') ?? []
    assert.equal(origin, publicUrl)
    return found ?? ''
  }
  const json = async <T>(method: string, url: string, body: unknown, token?: string) => {
    const answer = await site.request(method, url, { json: body, ...(token === undefined ? {} : { token }) })
    return { status: answer.statusCode, body: answer.json<JsonAnswer<T>['body']>() }
  }
  return { ...site, letters, secret, json }
}
