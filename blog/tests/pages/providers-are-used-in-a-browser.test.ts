import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import { User } from '../../accounts/models.ts'
import { grantRole } from '../../accounts/roles/grants.ts'
import { Letter } from '../../mail/models.ts'
import { startProvider, type TestProvider } from '../accounts/providers/provider.ts'
import { ada, settingsOf } from '../accounts/providers/site.ts'
import { browserTest, runInPage, type Visit } from './browser.ts'

/** Where a person can look at what the tests saw; see pages-fit-their-readers.test.ts. */
const screenshots = process.env.SCREENSHOTS ? mkdtempSync(join(tmpdir(), 'inkstone-identity-')) : undefined
after(() => screenshots && process.stdout.write(`# screenshots: ${screenshots}\n`))

/** A visit of a site that takes log-ins from a provider, at which Ada is logged in; on another site than ours. */
function withProvider(options: object) {
  const found: { provider?: TestProvider } = {}
  const settings = async (t: TestContext) => {
    found.provider = await startProvider(t)
    found.provider.user = ada
    return settingsOf(found.provider)
  }
  return { options: { publicUrl: true, settings, ...options }, found }
}

async function look({ page }: Visit, name: string): Promise<void> {
  assert.deepEqual(await runInPage(page, 'faults'), [], name)
  if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true })
}

for (const [name, { options }] of [
  ['with scripts', withProvider({})],
  ['without scripts', withProvider({ javaScriptEnabled: false })],
] as const) {
  browserTest(`somebody comes from a provider and is logged in, ${name}`, options, async visit => {
    const { page, origin, complaints } = visit
    await page.goto('/login?next=/pub')
    await page.getByRole('button', { name: '用 Work ID 登录' }).click()
    await page.waitForURL(`${origin}/pub`)
    await page.goto('/me')
    await page.getByRole('heading', { name: '其他登录方式' }).waitFor()
    assert.deepEqual(complaints, [])
  })
}

for (const [name, { options }] of [
  ['wide', withProvider({ viewport: { width: 1100, height: 800 } })],
  [
    'a phone, in English',
    withProvider({ viewport: { width: 390, height: 800 }, locale: 'en-GB', colorScheme: 'dark' }),
  ],
] as const) {
  browserTest(`pages about providers and for staff fit ${name}`, options, async visit => {
    const { page, site, origin } = visit
    const called = (what: string) => `${what} ${name}`.replace(/\W+/g, '-')
    await page.goto('/login')
    await look(visit, called('login'))
    await page.goto('/reg')
    await look(visit, called('reg'))
    await page.getByRole('button', { name: /Work ID/ }).click()
    await page.waitForURL(`${origin}/`)
    await grantRole(await User.objects.get({ pk: 1 }), 'staff')
    const now = new Date(site.now.ms)
    const letter = {
      recipient: 'ada@xdd.com',
      kind: 'reset',
      createdAt: now,
      expiresAt: now,
      attempts: 3,
      fault: 'ECONNREFUSED',
    }
    await Letter.objects.create({ ...letter, dueAt: null })
    for (const path of ['/me', '/me/password', '/staff']) {
      await page.goto(path)
      await look(visit, called(path))
    }
    await page.getByRole('button', { name: /生成邀请链接|Make an invitation/ }).click()
    await page.locator('code.secret').waitFor()
    await look(visit, called('invited'))
    await page.goto('/staff')
    await look(visit, called('open'))
    site.now.ms += 11 * 60_000
    await page.goto('/me/confirm?next=/me/password')
    await look(visit, called('confirm'))
    await page.getByRole('button', { name: /Work ID/ }).click()
    await page.waitForURL(`${origin}/me/password`)
  })
}
