import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Q } from '../src/index.ts'
import { Book } from './support/library.ts'
import { sqlOf } from './support/sql.ts'

test('a condition on a nullable foreign key joins the target inside', () => {
  assert.match(sqlOf(Book.objects.filter({ editor__name: 'Ann' })), /INNER JOIN "author"/)
})

test('OR joins outside what only one of its sides needs', () => {
  const either = Book.objects.filter(Q({ editor__name: 'Ann' }).or(Q({ pages: 1 })))
  assert.match(sqlOf(either), /LEFT OUTER JOIN "author"/)
})

test('OR joins inside what all of its sides need', () => {
  const either = Book.objects.filter(Q({ editor__name: 'Ann' }).or(Q({ editor__name: 'Bob' })))
  assert.match(sqlOf(either), /INNER JOIN "author"/)
})

test('a later condition turns the outer join of an OR inside again', () => {
  const either = Book.objects.filter(Q({ editor__name: 'Ann' }).or(Q({ pages: 1 })))
  assert.match(sqlOf(either.filter({ editor__name: 'Bob' })), /INNER JOIN "author"/)
})

test('a negated condition keeps rows without partner', () => {
  const others = sqlOf(Book.objects.exclude({ editor__name: 'Ann' }))
  assert.match(others, /LEFT OUTER JOIN "author"/)
  assert.match(others, /NOT \("author"\."name" = \? AND "author"\."name" IS NOT NULL\)/)
})

test('isnull true joins outside and isnull false inside', () => {
  assert.match(sqlOf(Book.objects.filter({ editor__portrait__isnull: true })), /LEFT OUTER JOIN "portrait"/)
  assert.match(sqlOf(Book.objects.filter({ editor__portrait__isnull: false })), /INNER JOIN "portrait"/)
})

test('the key of a related object is read from the foreign key without a join', () => {
  assert.doesNotMatch(sqlOf(Book.objects.filter({ author__id: 1, editor: 2, author__in: [1, 2] })), /JOIN/)
})

test('an order over a nullable relation drops no rows', () => {
  assert.match(sqlOf(Book.objects.orderBy('editor__name')), /LEFT OUTER JOIN "author" .* ORDER BY .* NULLS LAST/)
})

test('XOR joins outside, since a row without partner may count', () => {
  const both = Q({ editor__name: 'Ann' }).and(Q({ editor__mail: 'x' }))
  assert.match(sqlOf(Book.objects.filter(Q({ pages: 1 }).xor(both))), /LEFT OUTER JOIN "author"/)
})
