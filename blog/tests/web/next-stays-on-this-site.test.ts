import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safeNext } from '../../web/next.ts'

test('paths of this site are kept', () => {
  for (const path of ['/', '/pub', '/posts/1/a?x=1#c', '/me/posts?page=2', '/posts/1/%E7%A0%9A']) {
    assert.equal(safeNext(path), path)
  }
})

// After Django's list of what browsers take for another site (tests/utils_tests/test_http.py).
const elsewhere = [
  'http://example.com',
  'http:///example.com',
  'https://example.com',
  'ftp://example.com',
  '\\\\example.com',
  '\\\\\\example.com',
  '/\\\\/example.com',
  '/\\/example.com',
  '\\\\//example.com',
  '\\/\\/example.com',
  '/\\example.com',
  '//example.com',
  '///example.com',
  '/.//example.com',
  'http:/\\//example.com',
  'http:\\/example.com',
  'http:example.com',
  'javascript:alert("XSS")',
  '\njavascript:alert(x)',
  'java\nscript:alert(x)',
  '\x08//example.com',
  '/\t/example.com',
  '/\n/example.com',
  ' //example.com',
  'http://otherserver\\@example.com',
  'http:\\\\testserver\\@example.com',
  'http://testserver\\me:pass@example.com',
  'http://[2001:cdba:0000:0000:0000:0000:3257:9652/',
  'http:999999999',
  '\n',
  '',
  'pub',
  '/login',
  '/login?next=/login',
  '/reg',
  '/logout',
  undefined,
  null,
  7,
  ['/pub'],
]

test('everything that could lead elsewhere, or nowhere, becomes the home page', () => {
  for (const next of elsewhere) assert.equal(safeNext(next), '/', JSON.stringify(next))
})
