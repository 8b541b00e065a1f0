import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { User } from '../../accounts/models.ts'
import { buildSite, cookiesOf, openBrowser, type TestSite } from '../helper.ts'

const password = 'correct-Horse-7-battery'
const user = { password, name: 'xdd', email: 'xdd@xdd.com' }

// ASVS 16.2.5: credentials are in no log.
describe('a password', () => {
  let site: TestSite
  const answers: string[] = []
  before(async () => {
    site = await buildSite({ LOG_LEVELS: 'db=trace,http=trace' })
  })
  after(() => site.close())

  const send = async (url: string, options: Parameters<TestSite['request']>[2]) => {
    const answer = await site.request('POST', url, options)
    answers.push(answer.body, JSON.stringify(answer.headers))
    return answer
  }

  test('is in no log line, no error and no answer', async () => {
    const credentials = { email: user.email, password }
    const browser = await openBrowser(site)
    await send('/users/', { json: user })
    await send('/users/', { json: user })
    await send('/users/', { json: { ...user, email: 1 } })
    await send('/users/', { json: { ...user, [password]: 'a field of that name' } })
    await send('/users/', { json: `{"password":"${password}",}` })
    await send('/users/', { json: `{"password":"${password}\\ud800"}` })
    await send('/users/', { json: JSON.stringify(user), headers: { 'content-type': 'text/plain' } })
    await send('/users/login', { json: { ...credentials, email: 'nobody@xdd.com' } })
    const loggedIn = await send('/users/login', { ...browser, json: credentials })
    await send('/login', { form: { ...credentials, email: 'x' } })
    await send('/reg', { form: { ...user, email: 'x' } })
    await send('/users/verify', { json: { token: 'x', password } })
    await send('/users/password/reset', { json: { token: 'x', password } })
    const token = loggedIn.json<{ token: string }>().token
    await send('/users/me/email', { token, json: { email: 'other@xdd.com', password } })
    await send('/users/me/password', { token, json: { current: `${password}!`, password } })
    const secrets = [password, ...Object.values(cookiesOf(loggedIn)), loggedIn.json<{ token: string }>().token]
    const { password: hash } = await User.objects.get({ email: user.email })
    const log = site.log.join('')
    assert.match(log, /answered/)
    for (const secret of [...secrets, hash]) assert.ok(!log.includes(secret), `${secret} is in the log`)
    for (const answer of answers) assert.ok(!answer.includes(password) && !answer.includes(hash))
  })
})
