import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safeNext } from '../../web/next.ts'
import { elsewhere } from './elsewhere.ts'

test('paths of this site are kept', () => {
  for (const path of ['/', '/pub', '/posts/1/a?x=1#c', '/me/posts?page=2', '/posts/1/%E7%A0%9A']) {
    assert.equal(safeNext(path), path)
  }
})

test('everything that could lead elsewhere, or nowhere, becomes the home page', () => {
  for (const next of [...elsewhere, undefined, null, 7, ['/pub']])
    assert.equal(safeNext(next), '/', JSON.stringify(next))
})
