import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Language } from '../../http/accept.ts'
import { languages } from '../../http/accept.ts'
import { errorSummary } from '../../web/components/form.ts'
import type { PageContext } from '../../web/context.ts'
import { errorPage } from '../../web/error-page.ts'
import { messagesFor } from '../../web/translations/index.ts'

function context(language: Language): PageContext {
  const messages = messagesFor(language)
  const origin = 'http://localhost:8000'
  const nobody = { user: undefined, notice: undefined }
  return { ...nobody, language, messages, origin, url: '/x', csrfToken: 't', timeZone: 'Asia/Shanghai' }
}

/** Call every sentence that takes values, so that each is text in the end. */
function sentencesOf(words: object): string[] {
  return Object.values(words).flatMap(word => {
    if (typeof word === 'function') return [String(word(2, 1, 3))]
    return typeof word === 'string' ? [word] : sentencesOf(word)
  })
}

test('every sentence exists in every language, and Chinese is not left in English', () => {
  const [chinese, english] = languages.map(language => sentencesOf(messagesFor(language)))
  assert.equal(chinese?.length, english?.length)
  const left = english?.filter(sentence => /\p{Script=Han}/u.test(sentence))
  assert.deepEqual(left, [])
  assert.ok(chinese?.concat(english ?? []).every(sentence => sentence.trim() !== ''))
})

const failure = { requestId: 'req-7', code: 'bad_request', message: 'The request is not valid' }

for (const status of [400, 401, 403, 404, 405, 413, 415, 429, 500, 501, 503, 418]) {
  test(`the page for ${status} has words, one heading and a next step in both languages`, () => {
    const pages = languages.map(language => errorPage(context(language), { ...failure, status }).toString())
    assert.notEqual(pages[0], pages[1])
    for (const [index, page] of pages.entries()) {
      assert.match(page, new RegExp(`<html lang="${languages[index]}">`))
      assert.equal(page.match(/<h1>[^<]+<\/h1>/g)?.length, 1)
      assert.match(page, /class="button" href="\//)
      assert.match(page, /req-7/)
    }
  })
}

test('a page for what can be refused for many reasons says the reason', () => {
  const refused = { ...failure, status: 400, code: 'sign_in_lapsed', message: 'This log-in has expired' }
  assert.match(errorPage(context('en'), refused).toString(), /<p class="lead">This log-in has expired<\/p>/)
})

test('a list of what was wrong says which field a sentence is about that could be about any', () => {
  const blank = { code: 'blank', message: '此项不能为空' }
  const wrong = { code: 'wrong_password', message: '密码不对' }
  const fields = { title: [blank], content: [blank], password: [wrong] }
  const list = errorSummary(context('zh-CN'), { summary: '', fields }).toString()
  const entries = [...list.matchAll(/<li><a href="#\w+">([^<]+)<\/a>/g)].map(([, sentence]) => sentence)
  assert.deepEqual(entries, ['标题：此项不能为空', '正文：此项不能为空', '密码不对'])
})

test('who may not do something is not told to reload, and who came too late is', () => {
  const [forbidden, late] = ['forbidden', 'csrf_failed'].map(code =>
    errorPage(context('en'), { ...failure, status: 403, code }).toString(),
  )
  assert.match(forbidden ?? '', /perhaps another account may/)
  assert.match(late ?? '', /open for too long/)
})

test('the language switch keeps the address and marks the current language', () => {
  const page = errorPage({ ...context('en'), url: '/posts/?page=2' }, { ...failure, status: 404 }).toString()
  assert.match(page, /<a href="\/posts\/\?page=2&amp;lang=zh-CN" lang="zh-CN"/)
  assert.match(page, /<span lang="en" aria-current="true">English<\/span>/)
})
