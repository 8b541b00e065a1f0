import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pager, pagerNumbers } from '../../web/components/pager.ts'
import { html } from '../../web/html.ts'
import { messagesFor } from '../../web/translations/index.ts'

const numbers = (page: number, pages: number) =>
  pagerNumbers(page, pages)
    .map(n => n ?? '…')
    .join(' ')

test('the ends and the neighbours are offered, and no dots hide a single page', () => {
  assert.equal(numbers(1, 2), '1 2')
  assert.equal(numbers(1, 3), '1 2 3')
  assert.equal(numbers(1, 9), '1 2 … 9')
  assert.equal(numbers(4, 9), '1 2 3 4 5 … 9')
  assert.equal(numbers(5, 9), '1 … 4 5 6 … 9')
  assert.equal(numbers(9, 9), '1 … 8 9')
})

const rendered = (page: number, pages: number) =>
  html`${pager(messagesFor('en'), '/list', { page, pages, size: 10, total: pages * 10 })}`.toString()

test('one page needs no pager', () => {
  assert.equal(rendered(1, 1), '')
})

test('the first page is addressed without a number', () => {
  assert.match(rendered(2, 3), /rel="prev" href="\/list">/)
  assert.match(rendered(2, 3), /rel="next" href="\/list\?page=3">/)
})

test('the current page is marked and is no link', () => {
  assert.match(rendered(2, 3), /<span aria-current="page" aria-label="Page 2">2<\/span>/)
})
