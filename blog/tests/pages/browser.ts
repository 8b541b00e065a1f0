import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { after, type TestContext, test } from 'node:test'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { buildSite, type Site } from '../site.ts'

/** Where Debian and other systems put Chromium; `CHROMIUM` names it where it is elsewhere. */
const executable = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .filter(path => path !== undefined)
  .find(path => existsSync(path))

/** A page of the site in a browser of its own, and what went wrong in it so far. */
export interface Visit {
  readonly site: Site
  /** Where the site listens. */
  readonly origin: string
  readonly page: Page
  readonly context: BrowserContext
  /** Console errors, failed scripts and violations of the content security policy. */
  readonly complaints: readonly string[]
}

/** Options of a visit; phones, themes and readers without scripts are contexts of Playwright. */
export interface VisitOptions extends BrowserContextOptions {
  /** Whether the settings know under which address the site is visited, as passkeys demand. */
  readonly publicUrl?: boolean
  /** More settings of the site. */
  readonly settings?: (t: TestContext) => Promise<Readonly<Record<string, string>>>
}

/** Milliseconds until something that should appear counts as missing; long, for machines that do much at once. */
const PATIENCE = 60_000

let running: Promise<Browser> | undefined

/** Run a test in Chromium. Without one the test counts as skipped, and as failed where `CI` is set. */
export function browserTest(name: string, options: VisitOptions, run: (visit: Visit, t: TestContext) => Promise<void>) {
  if (executable !== undefined) {
    test(name, t => visit(t, options, run))
  } else if (process.env.CI) {
    test(name, () => Promise.reject(new Error('Chromium is missing: install it or set CHROMIUM')))
  } else {
    test(name, { skip: 'needs Chromium, which was not found: install it or set CHROMIUM' }, () => undefined)
  }
}

async function visit(
  t: TestContext,
  { publicUrl = false, settings, ...options }: VisitOptions,
  run: (visit: Visit, t: TestContext) => Promise<void>,
) {
  const port = publicUrl ? await freePort() : 0
  const named = `http://localhost:${port}`
  const site = await buildSite(t, { ...(publicUrl ? { PUBLIC_URL: named } : {}), ...(await settings?.(t)) })
  const address = await site.app.listen({ host: '127.0.0.1', port })
  const baseURL = publicUrl ? named : address
  running ??= chromium.launch({ executablePath: executable ?? '', args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  const browser = await running
  const context = await browser.newContext({ baseURL, locale: 'zh-CN', ...options })
  context.setDefaultTimeout(PATIENCE)
  t.after(() => context.close())
  const page = await context.newPage()
  await run({ site, origin: baseURL, page, context, complaints: listen(page) }, t)
}

/** Find a port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  server.close()
  await once(server, 'close')
  return port
}

/** Collect what a page complains about, except for the statuses of answers, which tests look at themselves. */
function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('console', message => {
    const expected = /^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(message.text())
  })
  return complaints
}

/** Run a script of `in-page/` in the open page and give the value of its last expression. */
export function runInPage(page: Page, name: 'faults' | 'longest-line'): Promise<unknown> {
  return page.evaluate(readFileSync(new URL(`./in-page/${name}.js`, import.meta.url), 'utf8'))
}

after(async () => (await running)?.close())
