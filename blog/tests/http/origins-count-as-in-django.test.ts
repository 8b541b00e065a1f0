import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { buildSite, type TestSite } from '../helper.ts'

// The rules for Origin and Referer that Django pins in tests/csrf_tests/tests.py, asked over HTTP under CSRF=strict.

const secret = 'lcccccccX2kcccccccY2jcccccccssIC'
const refused = (reason: string) => [403, reason] as const
const accepted = [200] as const

type Case = readonly [what: string, headers: Record<string, string>, outcome: readonly (number | string)[]]

/** Ask with a good token and the headers of each case; the status, and why the check failed. */
function ask(env: Record<string, string>, cookie: string, common: Record<string, string>, cases: readonly Case[]) {
  let site: TestSite
  before(async () => {
    site = await buildSite({ CSRF: 'strict', ...env })
  })
  after(() => site.close())
  for (const [what, headers, outcome] of cases) {
    test(`${what}: ${outcome.join(' ')}`, async () => {
      site.log.length = 0
      const { statusCode } = await site.request('POST', '/users/logout', {
        cookies: { [cookie]: secret },
        headers: { 'x-csrftoken': secret, ...common, ...headers },
      })
      assert.deepEqual([statusCode, ...site.log.flatMap(line => JSON.parse(line).reason ?? [])], outcome)
    })
  }
}

describe('over plain HTTP', () => {
  const cases: readonly Case[] = [
    ['no Origin and no Referer', {}, accepted],
    ['our Origin', { origin: 'http://localhost:8000' }, accepted],
    ['our Origin on another port', { origin: 'http://localhost' }, refused('bad_origin')],
    ['our Origin in another scheme', { origin: 'https://localhost:8000' }, refused('bad_origin')],
    ['another Origin', { origin: 'http://www.evil.org' }, refused('bad_origin')],
    ['a null Origin', { origin: 'null' }, refused('bad_origin')],
    ['an empty Origin', { origin: '' }, refused('bad_origin')],
    ['an Origin that cannot be parsed', { origin: 'https://[' }, refused('bad_origin')],
    ['an Origin that begins like ours', { origin: 'http://localhost:8000.evil.org' }, refused('bad_origin')],
    ['two Origins', { origin: 'http://localhost:8000 http://www.evil.org' }, refused('bad_origin')],
    ['a Referer of elsewhere, which HTTP does not vouch for', { referer: 'http://www.evil.org/' }, accepted],
    ['a fetch from the same origin', { 'sec-fetch-site': 'same-origin' }, accepted],
    ['an address that was typed', { 'sec-fetch-site': 'none' }, accepted],
    ['a fetch from a sibling', { 'sec-fetch-site': 'same-site' }, refused('cross_site')],
    ['a fetch from elsewhere', { 'sec-fetch-site': 'cross-site' }, refused('cross_site')],
    [
      'a fetch from elsewhere under our Origin',
      { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:8000' },
      refused('cross_site'),
    ],
    ['a malformed Host', { host: '@malformed', origin: 'http://www.evil.org' }, [400]],
  ]
  ask({}, 'csrftoken', { host: 'localhost:8000' }, cases)
})

const https = { host: 'www.example.com', 'x-forwarded-proto': 'https' }
const behindProxy = { PUBLIC_URL: 'https://www.example.com', TRUST_PROXY: '127.0.0.1' }

describe('over HTTPS', () => {
  const referer = (text: string) => ({ referer: text })
  const cases: readonly Case[] = [
    ['no Origin and no Referer', {}, refused('no_referer')],
    ['our Referer', referer('https://www.example.com/somepage'), accepted],
    ['our Referer without a path', referer('https://www.example.com'), accepted],
    ['our Referer with the port that HTTPS has anyway', referer('https://www.example.com:443/x'), accepted],
    ['another Referer', referer('https://www.evil.org/somepage'), refused('bad_referer')],
    ['our Referer over HTTP', referer('http://www.example.com/somepage'), refused('bad_referer')],
    ['a Referer on another port', referer('https://www.example.com:4443/'), refused('bad_referer')],
    ['a Referer of a subdomain', referer('https://foo.www.example.com/'), refused('bad_referer')],
    ['a Referer of a sibling', referer('https://foo.example.com/'), refused('bad_referer')],
    ['a Referer that begins like ours', referer('https://www.example.com.evil.org/'), refused('bad_referer')],
    ['a Referer with our name as user', referer('https://www.example.com@evil.org/'), refused('bad_referer')],
    ...['http://http://www.example.com/', '', '\u00d8B\u00f6I\u00df', '//example.com/', 'https://', 'https://['].map(
      text => [`the malformed Referer ${JSON.stringify(text)}`, referer(text), refused('bad_referer')] as const,
    ),
    ['our Origin and no Referer', { origin: 'https://www.example.com' }, accepted],
    ['our Origin over HTTP', { origin: 'http://www.example.com' }, refused('bad_origin')],
    [
      'our Origin and another Referer, which does not count beside it',
      { origin: 'https://www.example.com', referer: 'https://www.evil.org/' },
      accepted,
    ],
    [
      'another Origin and our Referer, which does not count beside it',
      { origin: 'https://www.evil.org', referer: 'https://www.example.com/' },
      refused('bad_origin'),
    ],
    ['a malformed Host', { host: '@malformed', referer: 'https://www.evil.org/somepage' }, [400]],
  ]
  ask(behindProxy, '__Host-csrftoken', https, cases)
})

describe('with CSRF_TRUSTED_ORIGINS', () => {
  const trusted =
    'https://dashboard.example.org, https://*.example.com, http://*.no-match.com, https://shop.example:8443'
  const origin = (text: string) => ({ origin: text })
  const cases: readonly Case[] = [
    ['a trusted Origin', origin('https://dashboard.example.org'), accepted],
    ['a trusted Referer', { referer: 'https://dashboard.example.org' }, accepted],
    ['an Origin that a wildcard covers', origin('https://foo.example.com'), accepted],
    ['an Origin that a wildcard covers further down', origin('https://foo.bar.example.com'), accepted],
    ['a Referer that a wildcard covers', { referer: 'https://foo.example.com/x' }, accepted],
    [
      'a trusted sibling, which browsers call same-site',
      { ...origin('https://foo.example.com'), 'sec-fetch-site': 'same-site' },
      accepted,
    ],
    ['a trusted Origin in another scheme', origin('http://foo.example.com'), refused('bad_origin')],
    [
      'a trusted Referer over HTTP, which HTTPS never trusts',
      { referer: 'http://a.no-match.com/' },
      refused('bad_referer'),
    ],
    ['a trusted Origin on another port', origin('https://dashboard.example.org:8443'), refused('bad_origin')],
    ['a trusted Origin on its own port', origin('https://shop.example:8443'), accepted],
    ['an Origin that ends like a wildcard', origin('https://evilexample.com'), refused('bad_origin')],
    ['an Origin of elsewhere', origin('https://www.evil.org'), refused('bad_origin')],
  ]
  ask({ ...behindProxy, CSRF_TRUSTED_ORIGINS: trusted }, '__Host-csrftoken', https, cases)
})
