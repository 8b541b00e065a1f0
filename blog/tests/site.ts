import type { TestContext } from 'node:test'
import { buildSite as build, registerUser, type TestSite } from './helper.ts'

/** What of an account matters to a test; the rest is made up. */
interface Account {
  readonly email?: string
  readonly password?: string
}

/** A site with authors and posts, closed when its test ends. */
export interface Site extends TestSite {
  /** Register and give the token. */
  register(account?: Account): Promise<string>
  /** Publish a post and give its id. */
  publish(token: string, post: { readonly title: string; readonly content: string }): Promise<number>
}

/** Build the site for one test. */
export async function buildSite(t: TestContext, env: Readonly<Record<string, string>> = {}): Promise<Site> {
  const site = await build({ RATE_LIMIT: 'off', LOG_LEVEL: 'error', ...env })
  t.after(() => site.close())
  let authors = 0
  const register = (account: Account = {}) => {
    authors += 1
    return registerUser(site, {
      name: 'xdd',
      email: `author-${authors}@example.com`,
      password: 'some long password',
      ...account,
    })
  }
  const publish = async (token: string, json: object) => {
    const answer = await site.request('POST', '/posts/', { token, json })
    return answer.json<{ post: { id: number } }>().post.id
  }
  return { ...site, register, publish }
}
