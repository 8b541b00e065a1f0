import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { browserTest, runInPage, type Visit } from './browser.ts'
import { chineseText, englishText, unwieldyText } from './texts.ts'

/** Where a person can look at what the tests saw; `SCREENSHOTS=1` asks for it, since drawing whole pages takes a while. */
const screenshots = process.env.SCREENSHOTS ? mkdtempSync(join(tmpdir(), 'inkstone-pages-')) : undefined
after(() => screenshots && process.stdout.write(`# screenshots: ${screenshots}\n`))

/** Fill the site and log in, so that every page has something on it. */
async function furnish({ site, page, origin }: Visit): Promise<string[]> {
  const token = await site.register({ email: 'xdd@xdd.com', password: 'some long password' })
  for (let n = 1; n <= 24; n++) {
    await site.publish(
      token,
      n % 3 === 0 ? { title: 'On grinding ink', content: englishText } : { title: `磨墨之${n}`, content: chineseText },
    )
  }
  await site.publish(token, { title: 'W'.repeat(256), content: unwieldyText })
  await page.goto('/login')
  await page.getByLabel(/电子邮箱|E-mail/).fill('xdd@xdd.com')
  await page.getByLabel(/^(密码|Password)$/).fill('some long password')
  await page.locator('main form button[type=submit]').click()
  await page.waitForURL(`${origin}/`)
  return [
    '/',
    '/?page=2',
    '/posts/1',
    '/posts/3',
    '/posts/25',
    '/pub',
    '/write/1',
    '/me',
    '/me/tokens',
    '/me/factors',
    '/me/confirm',
    '/me/delete',
    '/me/posts',
    '/me/posts/1/delete',
    '/logout',
    '/none',
  ]
}

const strangersPages = ['/', '/login', '/reg', '/posts/1', '/none']

for (const [name, options] of [
  ['wide and light', { viewport: { width: 1100, height: 800 }, colorScheme: 'light' }],
  ['wide and dark', { viewport: { width: 1100, height: 800 }, colorScheme: 'dark' }],
  ['a phone in light', { viewport: { width: 390, height: 800 }, colorScheme: 'light', hasTouch: true }],
  ['a phone in dark, in English', { viewport: { width: 390, height: 800 }, colorScheme: 'dark', locale: 'en-GB' }],
  ['a very small phone', { viewport: { width: 320, height: 640 }, colorScheme: 'light' }],
] as const) {
  browserTest(`every page fits ${name}`, options, async visit => {
    const { page, context, complaints } = visit
    const look = async (path: string, who: string) => {
      await page.goto(path)
      assert.deepEqual(await runInPage(page, 'faults'), [], `${path} for ${who}`)
      if (screenshots === undefined) return
      const file = `${name} ${who} ${path}`.replace(/[^\w]+/g, '-')
      await page.screenshot({ path: join(screenshots, `${file}.png`), fullPage: true })
    }
    for (const path of await furnish(visit)) await look(path, 'an author')
    await context.clearCookies()
    for (const path of strangersPages) await look(path, 'a stranger')
    assert.deepEqual(complaints, [])
  })
}

browserTest('an empty site says so and what to do next', {}, async ({ page }) => {
  await page.goto('/')
  await page.getByRole('heading', { level: 1, name: '这里还没有文章' }).waitFor()
  await page.getByRole('link', { name: '注册并写第一篇' }).click()
  await page.waitForURL('**/reg?next=/pub')
})

browserTest('a line holds at most 38 Chinese characters and 70 Latin ones, and not too few', {}, async visit => {
  const { page, site } = visit
  const token = await site.register()
  const chinese = await site.publish(token, { title: '砚', content: chineseText })
  const english = await site.publish(token, { title: 'Ink', content: englishText })
  await page.goto(`/posts/${chinese}`)
  const chineseLine = Number(await runInPage(page, 'longest-line'))
  assert.ok(chineseLine <= 38 && chineseLine >= 28, `${chineseLine} Chinese characters`)
  await page.goto(`/posts/${english}`)
  const englishLine = Number(await runInPage(page, 'longest-line'))
  assert.ok(englishLine <= 70 && englishLine >= 50, `${englishLine} Latin characters`)
})

browserTest('the keyboard reaches the text first, and the focus can be seen', {}, async ({ page }) => {
  await page.goto('/login')
  await page.evaluate('document.activeElement.blur()')
  await page.keyboard.press('Tab')
  const skip = page.locator(':focus')
  assert.equal(await skip.textContent(), '跳到正文')
  assert.ok(((await skip.boundingBox())?.y ?? -1) >= 0)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  assert.equal(await page.locator(':focus').getAttribute('id'), 'email')
  const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
  assert.equal(outline, 'solid')
})

browserTest('the language follows the browser until one is chosen', { locale: 'en-GB' }, async ({ page, origin }) => {
  await page.goto('/posts/?page=1')
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  await page.getByRole('link', { name: '中文' }).click()
  assert.equal(page.url(), `${origin}/posts/?page=1`)
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
  await page.goto('/login')
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
})
