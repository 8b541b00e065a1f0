import assert from 'node:assert/strict'
import { browserTest, type Visit } from './browser.ts'

const password = 'a stone and some water'

async function register({ page }: Visit) {
  await page.goto('/')
  await page.getByRole('link', { name: '注册', exact: true }).click()
  await page.getByLabel('名字').fill('沈括')
  await page.getByLabel('电子邮箱').fill('shen@example.com')
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '注册' }).click()
  await page.getByRole('button', { name: '退出' }).waitFor()
}

/** Wait until the page says that something was done. */
function said({ page }: Visit, notice: string) {
  return page.getByText(notice, { exact: true }).waitFor()
}

async function write({ page }: Visit, title: string, content: string, button: string) {
  await page.getByLabel('标题').fill(title)
  await page.getByLabel('正文').fill(content)
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

async function logIn({ page }: Visit) {
  await page.getByLabel('电子邮箱').fill('shen@example.com')
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with scripts' : 'without scripts'

  browserTest(
    `${how}, one registers, publishes, edits, logs out and in, and deletes`,
    { javaScriptEnabled },
    async visit => {
      const { page, complaints } = visit
      await register(visit)
      await said(visit, '注册成功，你已经登录。')

      await page.getByRole('link', { name: '写文章' }).first().click()
      await write(visit, '磨墨', '慢一点，\n\n**再慢一点**。', '发表')
      await said(visit, '文章已发表。')
      assert.match(page.url(), /\/posts\/1/)
      assert.equal(await page.locator('.prose strong').textContent(), '再慢一点')

      await page.getByRole('link', { name: '编辑', exact: true }).click()
      assert.equal(await page.getByLabel('正文').inputValue(), '慢一点，\n\n**再慢一点**。')
      await write(visit, '再磨墨', '不急。', '保存')
      await said(visit, '修改已保存。')

      await page.getByRole('button', { name: '退出' }).click()
      await page.getByRole('link', { name: '登录', exact: true }).waitFor()
      assert.equal(await page.getByRole('link', { name: '再磨墨' }).count(), 1)

      await page.goto('/me/posts')
      assert.match(page.url(), /\/login\?next=%2Fme%2Fposts$/)
      await logIn(visit)
      await page.getByRole('link', { name: '删除《再磨墨》' }).click()
      await page.getByRole('button', { name: '删除' }).click()
      await page.getByRole('heading', { level: 1, name: '你还没有发表文章' }).waitFor()
      await said(visit, '文章已删除。')
      assert.equal((await page.goto('/posts/1'))?.status(), 404)
      assert.deepEqual(complaints, [])
    },
  )

  browserTest(`${how}, a preview shows the text and stores nothing`, { javaScriptEnabled }, async visit => {
    const { page, complaints } = visit
    await register(visit)
    await page.goto('/pub')
    await page.getByLabel('标题').fill('草稿')
    await page.getByLabel('正文').fill('\n## 小标题')
    await page.getByRole('button', { name: '预览' }).click()
    await page.getByRole('heading', { level: 3, name: '小标题' }).waitFor()
    assert.equal(await page.getByLabel('正文').inputValue(), '\n## 小标题')
    await page.goto('/me/posts')
    await page.getByRole('heading', { level: 1, name: '你还没有发表文章' }).waitFor()
    assert.deepEqual(complaints, [])
  })
}

browserTest('text that is stored nowhere is not thrown away without asking', {}, async visit => {
  const { page } = visit
  await register(visit)
  await page.goto('/pub')
  await page.getByLabel('标题').fill('草稿')
  await staysWhenLeaving(visit)
  await page.getByRole('button', { name: '预览' }).click()
  await page.getByRole('heading', { level: 2, name: '草稿' }).waitFor()
  await page.getByLabel('正文').click() // browsers ask only where somebody has done something
  await staysWhenLeaving(visit)
})

async function staysWhenLeaving({ page }: Visit) {
  const asked = page.waitForEvent('dialog')
  const leaving = page.goto('/').catch(() => undefined)
  const dialog = await asked
  assert.equal(dialog.type(), 'beforeunload')
  await dialog.dismiss()
  await leaving
  assert.equal(await page.getByLabel('标题').inputValue(), '草稿')
}

browserTest('a post runs none of the code that its author put into it', {}, async visit => {
  const { page, complaints } = visit
  await register(visit)
  await page.goto('/pub')
  const evil = '"><script>window.ran=1</script><img src=x onerror="window.ran=1">'
  await page.getByLabel('标题').fill(evil)
  await page
    .getByLabel('正文')
    .fill(`${evil}\n\n[x](javascript:window.ran=1)\n\n</script><script>window.ran=1</script>`)
  await page.getByRole('button', { name: '发表' }).click()
  await page.getByRole('heading', { level: 1, name: evil }).waitFor()
  await page.goto('/')
  await page.getByRole('link', { name: evil }).click()
  await page.getByRole('heading', { level: 1, name: evil }).waitFor()
  assert.equal(await page.evaluate('window.ran'), undefined)
  assert.deepEqual(complaints, [])
})
