import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { negotiateLanguage, prefersHtml, wantsHtml } from '../../http/accept.ts'

const chrome = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'

describe('the form of an answer', () => {
  test('is a page for browsers', () => {
    assert.ok(prefersHtml(chrome))
    assert.ok(prefersHtml('text/html'))
    assert.ok(prefersHtml('TEXT/HTML, */*;q=0.1'))
  })

  test('is JSON for everybody who does not prefer a page', () => {
    for (const accept of [
      undefined,
      '*/*',
      'application/json',
      'application/json, text/html',
      'text/html;q=0.5, */*',
      '',
    ]) {
      assert.equal(prefersHtml(accept), false, String(accept))
    }
  })

  test('is JSON for everybody under /api', () => {
    assert.equal(wantsHtml('/api/posts/', { accept: chrome }), false)
    assert.equal(wantsHtml('/api', { accept: chrome }), false)
    assert.equal(wantsHtml('/apiary', { accept: chrome }), true)
  })
})

describe('the language of an answer', () => {
  for (const [header, language] of [
    [undefined, 'zh-CN'],
    ['', 'zh-CN'],
    ['fr', 'zh-CN'],
    ['en', 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['zh-TW', 'zh-CN'],
    ['fr, en;q=0.8, zh;q=0.5', 'en'],
    ['en;q=0.3, zh;q=0.9', 'zh-CN'],
    ['en;q=0', 'zh-CN'],
    ['*', 'zh-CN'],
    ['en;q=abc, zh', 'zh-CN'],
  ] as const) {
    test(`for ${JSON.stringify(header)} is ${language}`, () =>
      assert.equal(negotiateLanguage(header, 'zh-CN'), language))
  }
})
