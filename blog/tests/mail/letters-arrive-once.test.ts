import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { atomic } from '@inkstone/orm'
import { Letter } from '../../mail/models.ts'
import type { NewLetter } from '../../mail/outbox.ts'
import type { Transport } from '../../mail/transport.ts'
import { buildSite, type TestSite } from '../helper.ts'
import { startMailServer } from '../mail-server.ts'

const minute = 60_000

function letterTo(recipient: string, site: TestSite): NewLetter {
  const action = { label: '确认', link: 'https://blog.example.com/verify?token=a&b="' }
  const message = { subject: '确认你的邮箱', paragraphs: ['你好，<世界>'], action, notes: ['一天内有效'] }
  return { recipient, kind: 'verify', language: 'zh-CN', message, expiresAt: site.now.ms + 24 * 60 * minute }
}

async function siteWithMail(t: TestContext, env: Record<string, string> = {}, mailTransport?: Transport) {
  const site = await buildSite(env, mailTransport ? { mailTransport } : {})
  t.after(() => site.close())
  return site
}

test('a letter arrives by SMTP, in both forms, from and to nobody else', async t => {
  const server = await startMailServer(t)
  const site = await siteWithMail(t, { MAIL_URL: server.url, MAIL_FROM: 'blog@example.com' })
  await site.app.mail.write(letterTo('xdd@xdd.com', site))
  await site.app.mail.send()
  const [letter] = server.letters
  assert.equal(server.letters.length, 1)
  assert.deepEqual([letter?.from, letter?.to], ['blog@example.com', ['xdd@xdd.com']])
  assert.equal(letter?.headers['auto-submitted'], 'auto-generated')
  assert.match(letter?.text ?? '', /你好，<世界>\s+确认\nhttps:\/\/blog\.example\.com\/verify\?token=a&b="/)
  assert.match(letter?.html ?? '', /你好，&lt;世界&gt;/)
  assert.match(letter?.html ?? '', /href="https:\/\/blog\.example\.com\/verify\?token=a&amp;b=&quot;"/)
})

test('a letter is in the outbox if and only if what caused it happened', async t => {
  const server = await startMailServer(t)
  const site = await siteWithMail(t, { MAIL_URL: server.url })
  const failing = atomic(async () => {
    await site.app.mail.write(letterTo('xdd@xdd.com', site))
    throw new RangeError('something else went wrong')
  })
  await assert.rejects(failing, RangeError)
  await site.app.mail.send()
  assert.deepEqual([await Letter.objects.count(), server.letters.length], [0, 0])
})

test('the links in a letter cannot be read from the database, and are gone once it was sent', async t => {
  const server = await startMailServer(t)
  const site = await siteWithMail(t, { MAIL_URL: server.url })
  await atomic(async () => {
    await site.app.mail.write(letterTo('xdd@xdd.com', site))
    const { sealed } = await Letter.objects.get()
    assert.doesNotMatch(sealed ?? '', /token|verify/)
    assert.doesNotMatch(Buffer.from(sealed ?? '', 'base64url').toString('latin1'), /token|verify/)
  })
  await site.app.mail.send()
  const { sealed, sentAt } = await Letter.objects.get()
  assert.deepEqual([sealed, sentAt], [null, new Date(site.now.ms)])
})

test('a letter that is refused for now is tried again, after waits that grow', async t => {
  const server = await startMailServer(t)
  const site = await siteWithMail(t, { MAIL_URL: server.url })
  server.refusal = 451
  await site.app.mail.write(letterTo('xdd@xdd.com', site))
  const waits = []
  for (let attempt = 0; attempt < 3; attempt++) {
    await site.app.mail.send()
    const { dueAt, fault } = await Letter.objects.get()
    assert.equal(fault, 'EENVELOPE 451')
    waits.push((dueAt?.getTime() ?? 0) - site.now.ms)
    site.now.ms = dueAt?.getTime() ?? 0
  }
  assert.deepEqual(waits, [minute, 5 * minute, 15 * minute])
  server.refusal = undefined
  await site.app.mail.send()
  assert.equal(server.letters.length, 1)
})

test('a letter that is refused for good, or whose links are dead, is given up', async t => {
  const server = await startMailServer(t)
  const site = await siteWithMail(t, { MAIL_URL: server.url })
  server.refusal = 550
  await site.app.mail.write(letterTo('nobody@xdd.com', site))
  await site.app.mail.send()
  server.refusal = undefined
  await site.app.mail.write({ ...letterTo('late@xdd.com', site), expiresAt: site.now.ms })
  await site.app.mail.send()
  assert.equal(server.letters.length, 0)
  const left = await Letter.objects.orderBy('id').values('dueAt', 'sealed', 'sentAt', 'fault')
  assert.deepEqual(
    left.map(({ fault }) => fault),
    ['EENVELOPE 550', 'expired'],
  )
  for (const { dueAt, sealed, sentAt } of left) assert.deepEqual([dueAt, sealed, sentAt], [null, null, null])
})

test('of several workers one sends each letter', async t => {
  const sent: string[] = []
  const transport: Transport = {
    reachesRecipient: true,
    deliver: async recipient => void sent.push(recipient),
    close: () => {},
  }
  const site = await siteWithMail(t, {}, transport)
  const { Postman } = await import('../../mail/postman.ts')
  const { Outbox } = await import('../../mail/outbox.ts')
  const outbox = new Outbox(site.app, () => {})
  for (let at = 0; at < 30; at++) await outbox.write(letterTo(`u${at}@xdd.com`, site))
  const options = { transport, clock: () => site.now.ms, log: site.app.log }
  await Promise.all(Array.from({ length: 5 }, () => new Postman(options).run(outbox)))
  assert.equal(sent.length, 30)
  assert.equal(new Set(sent).size, 30)
})

test('a letter that its worker died with is sent by another, after a while', async t => {
  const server = await startMailServer(t)
  const site = await siteWithMail(t, { MAIL_URL: server.url })
  const claimedLongAgo = { attempts: 1, sentAt: null, dueAt: new Date(site.now.ms + 5 * minute) }
  const other = letterTo('other@xdd.com', site)
  await atomic(async () => {
    await site.app.mail.write(other)
    await Letter.objects.filter({ recipient: 'other@xdd.com' }).update(claimedLongAgo)
  })
  await site.app.mail.send()
  assert.equal(server.letters.length, 0)
  site.now.ms += 5 * minute
  await site.app.mail.send()
  assert.deepEqual(server.letters[0]?.to, ['other@xdd.com'])
})

test('without a mail server the link goes to the log', async t => {
  const site = await siteWithMail(t)
  await site.app.mail.write(letterTo('xdd@xdd.com', site))
  await site.app.mail.send()
  const [line = '{}'] = site.log.filter(entry => entry.includes('hand this on'))
  const { recipient, link } = JSON.parse(line)
  assert.deepEqual([recipient, link], ['xdd@xdd.com', 'https://blog.example.com/verify?token=a&b="'])
})
