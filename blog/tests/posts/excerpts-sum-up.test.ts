import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shorten, summarize } from '../../posts/excerpt.ts'
import { countLetters, languageOf } from '../../posts/language.ts'
import { plainText } from '../../posts/markdown.ts'
import { postPath, slugify } from '../../posts/urls.ts'

test('the text of Markdown has no marks, headings, pictures or code blocks', () => {
  const source = '# 标题\n\n**磨墨**，`慢`一点。\n\n> 引用\n\n- [链接](http://a.b)\n\n![图](a.png)\n\n```\ncode\n```'
  assert.equal(plainText(source), '磨墨，慢一点。 引用 链接'.replaceAll(' ', ''))
  assert.equal(plainText('One\ntwo.\n\nThree.'), 'One two. Three.')
})

test('a short text is kept whole, a long one ends at a word', () => {
  assert.equal(shorten('one two', 7), 'one two')
  assert.equal(shorten('one two three', 9), 'one two…')
  assert.equal(shorten('磨得越慢，墨越匀。', 5), '磨得越慢…')
})

test('characters outside the basic plane are never cut in half', () => {
  assert.equal(shorten('😀'.repeat(9), 4), `${'😀'.repeat(4)}…`)
})

test('an excerpt fits its column whatever the text', () => {
  for (const text of ['墨'.repeat(5000), 'a'.repeat(5000), '😀'.repeat(5000), '-\n'.repeat(5000), '']) {
    assert.ok([...summarize(text).excerpt].length <= 256)
  }
})

test('reading takes at least a minute, and as long as its characters and words take', () => {
  assert.equal(summarize('墨').readingMinutes, 1)
  assert.equal(summarize('墨'.repeat(2000)).readingMinutes, 5)
  assert.equal(summarize('word '.repeat(690)).readingMinutes, 3)
})

test('the language of a text is told from its script', () => {
  assert.equal(languageOf('从 Django 搬到 Node.js'), 'zh-CN')
  assert.equal(languageOf('On grinding ink'), 'en')
  assert.equal(languageOf('123'), 'en')
})

test('texts that stand together have one language, whether counted before or not', () => {
  assert.equal(languageOf('磨墨', 'a '.repeat(5)), 'zh-CN')
  assert.equal(languageOf('磨墨', countLetters('a '.repeat(50))), 'en')
  assert.deepEqual(countLetters('从 Django 搬到 1'), { all: 9, chinese: 3 })
})

test('a slug keeps letters of any script and nothing else', () => {
  assert.equal(slugify('Hello, World!'), 'hello-world')
  assert.equal(slugify('从 Django 搬到 Node.js：搬家'), '从-django-搬到-node-js-搬家')
  assert.equal(slugify('?!'), '')
  assert.ok([...slugify('a b '.repeat(100))].length <= 60)
})

test('the address of a post survives any title', () => {
  assert.equal(postPath({ id: 7, title: '../..//?#' }), '/posts/7')
  assert.equal(postPath({ id: 7, title: '砚' }), '/posts/7/%E7%A0%9A')
})
