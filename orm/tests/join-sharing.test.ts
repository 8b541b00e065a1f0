import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Count, Q } from '../src/index.ts'
import { Author, Book } from './support/library.ts'
import { sqlOf } from './support/sql.ts'

const joins = (sql: string): number => sql.match(/ JOIN /g)?.length ?? 0

test('relations to one share their join, in one filter and in chained ones', () => {
  const books = Book.objects.filter({ author__name: 'a', author__mail: 'b' }).filter({ author__name__gt: 'c' })
  assert.equal(joins(sqlOf(books.orderBy('author__name'))), 1)
})

test('conditions of one filter share the join of a relation to many, chained filters have one each', () => {
  assert.equal(joins(sqlOf(Author.objects.filter({ books__title: 'a', books__pages: 1 }))), 1)
  assert.equal(joins(sqlOf(Author.objects.filter(Q({ books__title: 'a' }).or(Q({ books__pages: 1 }))))), 1)
  assert.equal(joins(sqlOf(Author.objects.filter({ books__title: 'a' }).filter({ books__pages: 1 }))), 2)
})

test('an aggregate shares the join of the filter before it', () => {
  assert.equal(joins(sqlOf(Author.objects.filter({ books__title: 'a' }).annotate({ n: Count('books') }))), 1)
})
