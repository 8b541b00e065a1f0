import assert from 'node:assert/strict'
import { F, Q } from '../src/index.ts'
import { Author, Book, libraryDatabase } from './support/library.ts'
import { sqlOf } from './support/sql.ts'
import { test } from './support/under-test.ts'

test('the order in which the keys of one call are written changes nothing', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const ann = await Author.objects.create({ name: 'Ann' })
    await Book.objects.create({ title: 'Long', pages: 900, author: ann, editor: ann })
    await Book.objects.create({ title: 'Brief', pages: 90, author: ann })
    const one = Author.objects.exclude({ books__pages: F('books__id'), books__title: 'Long' })
    const other = Author.objects.exclude({ books__title: 'Long', books__pages: F('books__id') })
    assert.equal(sqlOf(other), sqlOf(one))
    assert.equal(await other.count(), await one.count())
  })
})

test('the keys come in the order of their names in Django', () => {
  const sql = sqlOf(Book.objects.filter({ title: 'x', authorId: 1, author__name: 'Ann', id__gt: 1 }))
  const columns = [...sql.slice(sql.indexOf('WHERE')).matchAll(/"(\w+)" (?:=|>)/g)].map(([, column]) => column)
  assert.deepEqual(columns, ['name', 'author_id', 'id', 'title'])
})

test('conditions that are combined keep their order', () => {
  const sql = sqlOf(Book.objects.filter(Q({ title: 'x' }).and(Q({ id: 1 }))))
  assert.match(sql, /"title" = .* AND "book"\."id" = /)
})
