import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { buildSite } from '../helper.ts'

interface Operation {
  readonly security?: unknown
  readonly responses: Readonly<Record<string, unknown>>
}

/** What docs/security.md says under a heading. */
function section(title: string): string {
  const page = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8')
  const [, text] = page.split(`\n## ${title}\n`)
  return text?.split('\n## ')[0] ?? ''
}

test('ASVS 6.1.3, ASVS 6.3.4: every call that lets a stranger in is written down, and no other is', async t => {
  const site = await buildSite()
  t.after(() => site.close())
  const { paths } = (await site.request('GET', '/docs/openapi.json')).json<{
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  }>()
  const calls = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  )
  const doors = calls.filter(({ operation: { security, responses } }) => {
    const success = Object.entries(responses).filter(([status]) => status.startsWith('2'))
    return security === undefined && /"(?:token|refresh_token)":\{/.test(JSON.stringify(success))
  })
  const named = [...section('Ways in').matchAll(/`((?:GET|POST|PUT|DELETE) \/[^`]*)`/g)].map(([, name]) => name)
  assert.deepEqual(doors.map(({ name }) => name.replace(/(?<=.)\/$/, '')).sort(), named.sort())
})

test('ASVS 6.1.1, ASVS 7.1.1, ASVS 7.1.2: the settings of limits and sessions are written down as they are', async () => {
  const { readSettings } = await import('../../settings.ts')
  const settings = readSettings({}, () => 'x'.repeat(32))
  const days = (seconds: number) => `${seconds / 86_400} days`
  const ways = section('Ways in')
  assert.ok(ways.includes(`${days(settings.sessionIdle)} after their last use`))
  assert.ok(ways.includes(`${days(settings.sessionLifetime)} after log-in`))
  assert.ok(ways.includes(`${settings.authExpire / 3600} hours`))
  assert.match(ways, /number per user is not limited/)
  assert.match(section('Limits'), /20 wrong passwords/)
})
