import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderMarkdown } from '../../posts/markdown.ts'

const rendered = (source: string) => renderMarkdown(source).html.toString()

const attacks = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java&#10;script:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](vbscript:msgbox(1))',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml;base64,PHN2Zz4=)',
  '[x](//example.com "onmouseover=alert(1)")',
  '[x](<" onmouseover="alert(1)>)',
  '```"><script>alert(1)</script>\nx\n```',
  '<a href="javascript:alert(1)">x</a>',
  '<iframe src="https://example.com"></iframe>',
  '<style>*{display:none}</style>',
  '<http://example.com/?"onmouseover="alert(1)>',
  '[x]: javascript:alert(1)\n\n[x]',
]

for (const source of attacks) {
  test(`no code runs from ${JSON.stringify(source)}`, () => {
    const output = rendered(source)
    const tags = output.match(/<[^>]*>/g)?.join('') ?? ''
    assert.doesNotMatch(tags, /<(script|svg|iframe|style)|\son\w+=|(javascript|vbscript|data):|style=/i)
  })
}

test('HTML of an author is shown as text', () => {
  assert.equal(rendered('a <b>c</b>'), '<p>a &lt;b&gt;c&lt;/b&gt;</p>\n')
})

test('headings begin below the title of the page', () => {
  assert.equal(
    rendered('# a\n\n## b\n\n###### c'),
    '<h2 id="section-1">a</h2>\n<h3 id="section-2">b</h3>\n<h6 id="section-3">c</h6>\n',
  )
})

test('a line break between Chinese characters leaves no space, one between words does', () => {
  assert.equal(rendered('磨得越慢，\n墨越匀。'), '<p>磨得越慢，墨越匀。</p>\n')
  assert.equal(rendered('one\ntwo'), '<p>one\ntwo</p>\n')
})

test('columns are aligned by class, since the security policy forbids inline styles', () => {
  const table = rendered('| a | b | c |\n|--:|:-:|---|\n| 1 | 2 | 3 |')
  assert.match(table, /<div class="wide" tabindex="0"><table>/)
  assert.match(table, /<td class="right">1<\/td>\n<td class="center">2<\/td>\n<td>3<\/td>/)
})

test('links lend no reputation, pictures load late, code can be reached by keyboard', () => {
  assert.equal(
    rendered('[x](https://example.com/)'),
    '<p><a href="https://example.com/" rel="nofollow ugc noreferrer">x</a></p>\n',
  )
  assert.match(
    rendered('![砚](https://example.com/a.png)'),
    /<img src="[^"]+" alt="砚" loading="lazy" decoding="async" \/>/,
  )
  assert.match(rendered('```ts\nlet a\n```'), /<pre tabindex="0"><code class="language-ts">let a\n<\/code><\/pre>/)
})

test('headings are listed for the contents, as one reads them', () => {
  const { headings } = renderMarkdown('# *磨* `墨`\n\n## [a](http://b.c) <b>')
  assert.deepEqual(headings, [
    { id: 'section-1', level: 2, text: '磨 墨' },
    { id: 'section-2', level: 3, text: 'a <b>' },
  ])
})
