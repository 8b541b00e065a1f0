import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { makeInvite } from '../../accounts/invites.ts'
import { writeLink } from '../../accounts/letters/letters.ts'
import { type SiteWithMail, siteWithMail } from '../accounts/mailbox.ts'
import { buildSite, example, registerUser, type TestSite } from '../helper.ts'
import { Reader } from '../reader.ts'
import { elsewhere } from './elsewhere.ts'

// ASVS 3.7.2: redirects lead to this site alone. ASVS 4.1.3: no header chooses where links lead.

describe('a redirect', () => {
  let site: TestSite
  before(async () => {
    site = await buildSite({ RATE_LIMIT: 'off' })
    await registerUser(site)
  })
  after(() => site.close())

  const login = { email: example.email, password: example.password }

  test('after logging in and registering leads home instead of elsewhere', async () => {
    for (const [at, next] of elsewhere.entries()) {
      const reader = new Reader(site)
      await reader.open('/login')
      const loggedIn = await reader.send('/login', { ...login, next: next.toWellFormed() })
      assert.deepEqual([loggedIn.statusCode, loggedIn.headers.location], [303, '/'], JSON.stringify(next))
      const query = `next=${encodeURIComponent(next)}`
      for (const door of ['/login', '/reg']) {
        assert.equal((await reader.open(`${door}?${query}`)).headers.location, '/', `${door} for who is in already`)
      }
      const newcomer = new Reader(site)
      const form = await newcomer.open(`/reg?${query}`)
      assert.match(form.body, /<input type="hidden" name="next" value="\/">/)
      const registered = await newcomer.send('/reg', { ...example, email: `next-${at}@xdd.com`, next })
      assert.equal(registered.headers.location, '/', JSON.stringify(next))
    }
  })

  test('after choosing a language leads to the same page or home', async () => {
    const open = (url: string) => site.app.inject({ url, headers: { accept: 'text/html' } })
    for (const path of [
      '//evil.example/',
      '///evil.example',
      '/\\evil.example',
      '/%5cevil.example',
      '/.//evil.example',
    ]) {
      const { location } = (await open(`${path}?lang=en`)).headers
      assert.match(location ?? '/', /^\/(?![/\\])/, path)
    }
  })

  test('to the log-in page carries where one was as a parameter, encoded', async () => {
    const answer = await site.request('GET', '/me?x=%0d%0aSet-Cookie:a=b', { headers: { accept: 'text/html' } })
    assert.equal(answer.headers.location, '/login?next=%2Fme%3Fx%3D%250d%250aSet-Cookie%3Aa%3Db')
  })
})

describe('a forged host', () => {
  const evil = 'evil.example'
  const headers = {
    host: evil,
    'x-forwarded-host': evil,
    'x-forwarded-server': evil,
    'x-host': evil,
    'x-original-url': `https://${evil}/`,
    forwarded: `host=${evil};proto=https`,
    origin: `https://${evil}`,
    referer: `https://${evil}/`,
  }

  /** Cause every kind of letter, with the headers of whoever wants to catch the links. */
  async function causeLetters(site: SiteWithMail): Promise<string> {
    const send = (url: string, json: object, token?: string) =>
      site.request('POST', url, { json, headers, ...(token === undefined ? {} : { token }) })
    const token = (await send('/users/', example)).json<{ token: string }>().token
    await send('/users/me/verify', {}, token)
    await send('/users/password/forgotten', { email: example.email })
    await send('/users/me/email', { email: 'new@xdd.com', password: example.password }, token)
    await send('/users/me/password', { current: example.password, password: 'a new and better one' }, token)
    const to = { name: 'guest', email: 'guest@xdd.com', language: 'en' } as const
    await writeLink(site.app, 'invite', to, await makeInvite(site.now.ms, { email: to.email, days: 1 }))
    const all = [example.email, 'new@xdd.com', to.email]
    const letters = (await Promise.all(all.map(site.letters))).flat()
    return letters.map(({ text, html, headers: head }) => text + html + JSON.stringify(head)).join('\n')
  }

  test('is in no letter, whatever header it came in, even behind a proxy that is trusted', async t => {
    const site = await siteWithMail(t, { TRUST_PROXY: 'loopback', CSRF: 'off' })
    const letters = await causeLetters(site)
    assert.doesNotMatch(letters, /evil/)
    const links = new Set(
      [...letters.matchAll(/(https?:\/\/[^/\s"]+)(\/\w+)/g)].map(([, origin, path]) => `${origin}${path}`),
    )
    const origin = 'http://blog.example.com'
    for (const path of ['/verify', '/reset', '/email', '/reg']) assert.ok(links.has(origin + path), path)
    for (const link of links) assert.ok(link.startsWith(`${origin}/`), link)
  })

  test('is in no page and no redirect of a site that knows its address', async () => {
    const site = await buildSite({ PUBLIC_URL: 'https://blog.example.com', ALLOWED_HOSTS: '*' })
    for (const url of ['/', '/login', '/posts/', '/docs', '/nothing', '/me', '/docs/openapi.json', '/?lang=en']) {
      const answer = await site.request('GET', url, { headers: { accept: 'text/html', ...headers } })
      assert.doesNotMatch(answer.body + JSON.stringify(answer.headers), /evil/, url)
    }
    await site.close()
  })

  test('is refused by a site that was told which names it has', async () => {
    const site = await buildSite()
    for (const host of [
      evil,
      `localhost.${evil}`,
      `localhost@${evil}`,
      `www.example:dr.frankenstein@${evil}`,
      `${evil}#`,
    ]) {
      const answer = await site.request('GET', '/', { headers: { host } })
      assert.deepEqual([answer.statusCode, answer.json<{ code: string }>().code], [400, 'bad_host'], host)
    }
    await site.close()
  })
})
