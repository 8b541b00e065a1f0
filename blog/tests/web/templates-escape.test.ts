import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributes, html, trusted } from '../../web/html.ts'

test('text and attribute values are escaped', () => {
  const evil = `"><script>alert('1')</script>&`
  const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;'
  assert.equal(html`<p title="${evil}">${evil}</p>`.toString(), `<p title="${escaped}">${escaped}</p>`)
})

test('templates nest without being escaped twice', () => {
  const items = ['a', '<b>'].map(item => html`<li>${item}</li>`)
  assert.equal(html`<ul>${items}</ul>`.toString(), '<ul><li>a</li><li>&lt;b&gt;</li></ul>')
})

test('absent values leave nothing behind, zero stays', () => {
  assert.equal(html`[${undefined}${null}${false}${''}${0}]`.toString(), '[0]')
})

test('the indentation of the source is not sent, line breaks inside values are', () => {
  assert.equal(
    html`<pre>${'a\n  b'}</pre>
    <p></p>`.toString(),
    '<pre>a\n  b</pre>\n<p></p>',
  )
})

test('a value without quotes around it is refused, since escaping cannot protect it', () => {
  assert.throws(() => html`<a href=${'x onclick=alert(1)'}>x</a>`, TypeError)
})

test('only what was vouched for stays markup', () => {
  assert.equal(html`${trusted('<i>x</i>')}${'<i>x</i>'}`.toString(), '<i>x</i>&lt;i&gt;x&lt;/i&gt;')
})

test('attributes that are false or undefined are left out', () => {
  const written = attributes({ hidden: true, id: undefined, class: false, 'data-a': '"', n: 0 })
  assert.equal(written.toString(), ' hidden data-a="&quot;" n="0"')
})
