import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assetUrl } from '../../web/assets.ts'
import { buildSite, type Site } from '../site.ts'
import { chineseText, englishText } from './texts.ts'

const KILOBYTE = 1024

/** Titles and beginnings differ as those of real posts do, so that compression cannot cheat. */
function variant(n: number, text: string): string {
  const paragraphs = text.split('\n\n')
  return [...paragraphs.slice(n % 3), ...paragraphs.slice(0, n % 3)].join('\n\n')
}

async function furnish(site: Site): Promise<void> {
  const token = await site.register()
  for (let n = 1; n <= 30; n++) {
    const content = n % 3 === 0 ? variant(n, englishText) : variant(n, chineseText)
    await site.publish(token, { title: `${n}：从 Django 搬到 Node.js，一次平静的搬家`, content })
  }
}

async function weigh(site: Site, url: string, encoding = 'br'): Promise<number> {
  const headers = { accept: 'text/html', 'accept-encoding': encoding }
  const answer = await site.app.inject({ url, headers })
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.headers['content-encoding'], encoding)
  return answer.rawPayload.length
}

for (const encoding of ['br', 'gzip']) {
  test(`a post with its style weighs at most 14 KB (${encoding})`, async t => {
    const site = await buildSite(t)
    await furnish(site)
    const bytes = (await weigh(site, '/posts/1', encoding)) + (await weigh(site, assetUrl('site.css'), encoding))
    t.diagnostic(`${bytes} bytes`)
    assert.ok(bytes <= 14 * KILOBYTE)
  })

  test(`a list with its style weighs at most 12 KB (${encoding})`, async t => {
    const site = await buildSite(t)
    await furnish(site)
    const bytes = (await weigh(site, '/', encoding)) + (await weigh(site, assetUrl('site.css'), encoding))
    t.diagnostic(`${bytes} bytes`)
    assert.ok(bytes <= 12 * KILOBYTE)
  })

  test(`the scripts, which nobody needs, weigh at most 10 KB (${encoding})`, async t => {
    const site = await buildSite(t)
    const bytes =
      (await weigh(site, assetUrl('forms.js'), encoding)) + (await weigh(site, assetUrl('passkeys.js'), encoding))
    t.diagnostic(`${bytes} bytes`)
    assert.ok(bytes <= 10 * KILOBYTE)
  })
}

test('assets may be kept for ever, since their address changes with them; pages of an author are not kept', async t => {
  const site = await buildSite(t)
  const asset = await site.app.inject(assetUrl('site.css'))
  assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.match(asset.headers['content-type'] ?? '', /^text\/css/)
  const token = await site.register()
  const page = await site.app.inject({ url: '/', headers: { accept: 'text/html', authorization: `Bearer ${token}` } })
  assert.equal(page.headers['cache-control'], 'no-store')
  const stranger = await site.app.inject({ url: '/', headers: { accept: 'text/html' } })
  assert.equal(stranger.headers['cache-control'], 'private, no-cache')
  assert.equal(stranger.headers['set-cookie'], undefined)
})
