import assert from 'node:assert/strict'
import { User } from '../../accounts/models.ts'
import { makeLink } from '../../accounts/one-time-tokens.ts'
import { browserTest } from './browser.ts'

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with scripts' : 'without scripts'

  browserTest(`${how}, a forgotten password is set anew by a link`, { javaScriptEnabled }, async visit => {
    const { page, site, complaints } = visit
    await site.register({ email: 'xdd@xdd.com', password: 'the old password' })
    await page.goto('/login')
    await page.getByRole('link', { name: '忘记密码？' }).click()
    await page.getByLabel('电子邮箱').fill('xdd@xdd.com')
    await page.getByRole('button', { name: '发送链接' }).click()
    await page.waitForURL('**/letter')
    await site.app.accounts.background.settled()

    const { id } = await User.objects.get({ email: 'xdd@xdd.com' })
    const { secret } = await makeLink('reset', site.now.ms, { userId: id, email: 'xdd@xdd.com' })
    await page.goto(`/reset?token=${secret}`)
    await page.getByLabel('新密码', { exact: true }).fill('x')
    await page.getByRole('button', { name: '设置新密码' }).click()
    await page.locator('#password-problem').waitFor()
    await page.getByLabel('新密码', { exact: true }).fill('a new and better one')
    await page.getByRole('button', { name: '设置新密码' }).click()
    await page.waitForURL('**/login')
    await page.getByRole('status').getByText('新密码已设置').waitFor()

    await page.getByLabel('电子邮箱').fill('xdd@xdd.com')
    await page.getByLabel('密码', { exact: true }).fill('a new and better one')
    await page.getByRole('button', { name: '登录' }).click()
    await page.waitForURL(`${visit.origin}/`)
    assert.deepEqual(complaints, [])
  })
}
