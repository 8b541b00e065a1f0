import assert from 'node:assert/strict'
import { browserTest } from './browser.ts'

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with scripts' : 'without scripts'

  browserTest(
    `${how}, a taken e-mail is told beside its field and the rest is kept`,
    { javaScriptEnabled },
    async visit => {
      const { page, site, complaints } = visit
      await site.register({ email: 'xdd@xdd.com' })
      await page.goto('/reg?next=/pub')
      await page.getByLabel('名字').fill('另一个人')
      await page.getByLabel('电子邮箱').fill('XDD@xdd.com')
      await page.getByLabel('密码', { exact: true }).fill('some long password')
      await page.getByRole('button', { name: '注册' }).click()

      const problem = page.locator('#email-problem')
      await problem.waitFor()
      assert.equal(await problem.textContent(), '用户已存在')
      const email = page.getByLabel('电子邮箱')
      assert.equal(await email.getAttribute('aria-invalid'), 'true')
      assert.match((await email.getAttribute('aria-describedby')) ?? '', /\bemail-problem\b/)
      assert.equal(await email.inputValue(), 'XDD@xdd.com')
      assert.equal(await page.getByLabel('名字').inputValue(), '另一个人')
      assert.equal(await page.locator(':focus').getAttribute('role'), 'alert')

      await page.getByRole('alert').getByRole('link', { name: '用户已存在' }).click()
      await email.fill('other@xdd.com')
      await page.getByLabel('密码', { exact: true }).fill('some long password')
      await page.getByRole('button', { name: '注册' }).click()
      await page.waitForURL('**/pub')
      assert.deepEqual(complaints, [])
    },
  )

  browserTest(
    `${how}, a wrong password is refused and the right one leads back`,
    { javaScriptEnabled },
    async visit => {
      const { page, site, complaints } = visit
      await site.register({ email: 'xdd@xdd.com', password: 'the right password' })
      await page.goto('/login?next=/me/posts')
      await page.getByLabel('电子邮箱').fill('xdd@xdd.com')
      await page.getByLabel('密码', { exact: true }).fill('the wrong password')
      await page.getByRole('button', { name: '登录' }).click()
      await page.getByRole('alert').getByText('用户名或密码错误').waitFor()
      assert.equal(await page.getByLabel('电子邮箱').inputValue(), 'xdd@xdd.com')
      assert.doesNotMatch(await page.content(), /the wrong password/)

      await page.getByLabel('密码', { exact: true }).fill('the right password')
      await page.getByRole('button', { name: '登录' }).click()
      await page.waitForURL('**/me/posts')
      assert.deepEqual(complaints, [])
    },
  )

  browserTest(
    `${how}, an empty form names every field at fault`,
    { javaScriptEnabled },
    async ({ page, complaints }) => {
      await page.goto('/reg')
      await page.getByRole('button', { name: '注册' }).click()
      await page.locator('#password-problem').waitFor()
      assert.equal(await page.locator('.problem').count(), 3)
      assert.equal(await page.getByRole('alert').getByRole('link').count(), 3)
      await page
        .getByRole('alert')
        .getByText(/：此项/)
        .first()
        .waitFor()
      assert.deepEqual(complaints, [])
    },
  )
}

browserTest('scripts show and hide a password, and store no token', {}, async ({ page, origin }) => {
  await page.goto('/reg')
  const password = page.getByLabel('密码', { exact: true })
  await password.fill('some long password')
  await page.getByRole('button', { name: '显示密码' }).click()
  assert.equal(await password.getAttribute('type'), 'text')
  await page.getByRole('button', { name: '隐藏密码' }).click()
  assert.equal(await password.getAttribute('type'), 'password')

  await page.getByLabel('名字').fill('xdd')
  await page.getByLabel('电子邮箱').fill('xdd@xdd.com')
  await page.getByRole('button', { name: '注册' }).click()
  await page.waitForURL(`${origin}/`)
  const stored = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])')
  assert.doesNotMatch(String(stored), /sessionid|eyJ/)
})

browserTest('a server that does not answer loses nothing that was typed', {}, async ({ page, context }) => {
  await page.goto('/login')
  await page.getByLabel('电子邮箱').fill('xdd@xdd.com')
  await page.getByLabel('密码', { exact: true }).fill('some long password')
  await context.setOffline(true)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('alert').getByText('没有连上服务器').waitFor()
  assert.equal(await page.getByLabel('电子邮箱').inputValue(), 'xdd@xdd.com')
})
