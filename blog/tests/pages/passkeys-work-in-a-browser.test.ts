import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { App } from '../accounts/factors/people.ts'
import { browserTest, type Visit } from './browser.ts'

const email = 'xdd@xdd.com'
const password = 'some long password'

/** Plug an authenticator into the browser, which answers as if its owner were there. */
async function plugIn({ context, page }: Visit) {
  const devices = await context.newCDPSession(page)
  await devices.send('WebAuthn.enable')
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  /** Let its owner show a finger that it knows, or another. */
  const know = (isUserVerified: boolean) =>
    devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
  const credentials = async () => (await devices.send('WebAuthn.getCredentials', { authenticatorId })).credentials
  return { know, credentials }
}

const passkeyButton = (page: Page) => page.getByRole('button', { name: '通行密钥' })
const at = (path: string) => (url: URL) => url.pathname === path

async function logIn(page: Page, next = '/') {
  await page.goto(`/login?next=${encodeURIComponent(next)}`)
  await page.getByLabel('电子邮箱').fill(email)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

async function logOut(page: Page) {
  await page.getByRole('button', { name: '退出' }).click()
  await page.waitForURL(at('/'))
}

async function addPasskey(page: Page) {
  await page.goto('/me/factors')
  await page.getByLabel('名称').fill('手机')
  await passkeyButton(page).click()
  await page.getByRole('listitem').filter({ hasText: '手机' }).waitFor()
}

browserTest(
  'a passkey is added, logs in alone and beside the password, confirms, and is removed',
  { publicUrl: true },
  async visit => {
    const { page, site, complaints } = visit
    await site.register({ email, password })
    const device = await plugIn(visit)
    await logIn(page)
    await page.waitForURL(at('/'))
    await addPasskey(page)
    assert.equal(await page.locator('.codes li').count(), 10)
    const [credential] = await device.credentials()
    assert.deepEqual([credential?.rpId, credential?.isResidentCredential], ['localhost', true])
    await logOut(page)

    await page.goto('/login?next=%2Fpub')
    await passkeyButton(page).click()
    await page.waitForURL(at('/pub'))
    await logOut(page)

    await logIn(page, '/pub')
    await page.waitForURL(at('/login/second-factor'))
    await passkeyButton(page).click()
    await page.waitForURL(at('/pub'))

    await page.goto('/me/confirm?next=%2Fme%2Ffactors')
    await passkeyButton(page).click()
    await page.waitForURL(at('/me/factors'))
    await page.getByRole('link', { name: '为通行密钥改名：手机' }).click()
    await page.getByLabel('名称').fill(' ')
    await page.getByRole('button', { name: '保存' }).click()
    await page.locator('#name-problem').waitFor()
    await page.getByLabel('名称').fill('旧手机')
    await page.getByRole('button', { name: '保存' }).click()
    await page.waitForURL(at('/me/factors'))
    await page.getByRole('button', { name: '移除通行密钥：旧手机' }).click()
    await page.getByText('添加第一种验证方式时会得到十个恢复码').waitFor()
    await logOut(page)
    await logIn(page)
    await page.waitForURL(at('/'))
    assert.deepEqual(complaints, [])
  },
)

browserTest(
  'a passkey whose holder it did not recognise says so, and the form stays',
  { publicUrl: true },
  async visit => {
    const { page, site } = visit
    await site.register({ email, password })
    const device = await plugIn(visit)
    await logIn(page)
    await page.waitForURL(at('/'))
    await addPasskey(page)
    await logOut(page)
    await device.know(false)
    await page.goto('/login')
    await page.getByLabel('电子邮箱').fill(email)
    await passkeyButton(page).click()
    await page.getByRole('alert').getByText('没有完成').waitFor()
    assert.equal(await page.getByLabel('电子邮箱').inputValue(), email)
    await device.know(true)
    await passkeyButton(page).click()
    await page.waitForURL(at('/'))
  },
)

browserTest('a script that comes too late is led to confirm, and back', { publicUrl: true }, async ({ page, site }) => {
  await site.register({ email, password })
  await logIn(page, '/me/factors')
  await page.waitForURL(at('/me/factors'))
  site.now.ms += 11 * 60_000
  await page.getByRole('button', { name: '添加验证器' }).click()
  await page.waitForURL(at('/me/confirm'))
  await page.getByLabel('当前密码').fill('wrong')
  await page.getByRole('button', { name: '确认', exact: true }).click()
  await page.getByRole('alert').getByText('密码不对').waitFor()
  await page.getByLabel('当前密码').fill(password)
  await page.getByRole('button', { name: '确认', exact: true }).click()
  await page.waitForURL(at('/me/factors'))
  await page.getByRole('button', { name: '添加验证器' }).click()
  await page.waitForURL(at('/me/factors/totp'))
  const secret = (await page.locator('.secret').textContent()) ?? ''
  const app = new App(site, secret.replaceAll(' ', ''))
  await page.getByLabel('验证码').fill(app.code())
  await page.getByRole('button', { name: '启用' }).click()
  await page.locator('.codes').waitFor()
  await logOut(page)
  await logIn(page, '/pub')
  await page.waitForURL(at('/login/second-factor'))
  await page.getByLabel('验证码').fill(app.next())
  await page.getByRole('button', { name: '继续登录' }).click()
  await page.waitForURL(at('/pub'))
})

browserTest(
  'under another address than the site’s own, nothing about passkeys is offered that cannot work',
  {},
  async ({ page, site }) => {
    await site.register({ email, password })
    await page.goto('/login')
    await page.getByRole('button', { name: '登录', exact: true }).waitFor()
    assert.equal(await passkeyButton(page).count(), 0)
    await logIn(page, '/me/factors')
    await page.getByText('而且要从 http://localhost:8000 打开本站').waitFor()
    assert.equal(await passkeyButton(page).count(), 0)
  },
)
