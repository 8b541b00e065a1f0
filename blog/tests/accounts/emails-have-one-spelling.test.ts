import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { canonicalEmail } from '../../accounts/emails.ts'

describe('an e-mail address', () => {
  for (const [typed, canonical] of [
    ['xdd@xdd.com', 'xdd@xdd.com'],
    ['  XDD@Xdd.COM ', 'xdd@xdd.com'],
    ['first.last+tag@sub.example.org', 'first.last+tag@sub.example.org'],
    ["o'neil@example.com", "o'neil@example.com"],
    ['a@bücher.example', 'a@xn--bcher-kva.example'],
    ['a@BU\u0308CHER.example', 'a@xn--bcher-kva.example'],
    ['a@ｅｘａｍｐｌｅ.com', 'a@example.com'],
    ['小明@例子.公司', null],
  ] as const) {
    test(`${JSON.stringify(typed)} is compared as ${canonical}`, () => assert.equal(canonicalEmail(typed), canonical))
  }

  for (const typed of [
    '',
    ' ',
    'xdd',
    '@xdd.com',
    'xdd@',
    'xdd@xdd',
    'xdd@@xdd.com',
    'a b@xdd.com',
    '"a b"@xdd.com',
    'a(comment)@xdd.com',
    '.a@xdd.com',
    'a..b@xdd.com',
    'a@-xdd.com',
    'a@xdd..com',
    'a@127.0.0.1',
    'a@[127.0.0.1]',
    'a@xdd.com\nBcc: b@c.de',
    'a@xdd.com,b@xdd.com',
    'a@xdd.com?x',
    'mıke@example.org',
    '\u212aelvin@example.org',
    `${'a'.repeat(60)}@x.com`,
  ]) {
    test(`${JSON.stringify(typed)} is none`, () => assert.equal(canonicalEmail(typed), null))
  }
})
