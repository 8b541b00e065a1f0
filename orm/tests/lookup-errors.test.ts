import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DataError, F, FieldError, Sum } from '../src/index.ts'
import { User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'
import { Book } from './support/library.ts'

/** As somebody without types calls it. */
const books = Book.objects as unknown as {
  filter(condition: object): unknown
  orderBy(...terms: string[]): unknown
  values(...names: string[]): unknown
}

test('an unknown name is answered with the choices', () => {
  assert.throws(() => books.filter({ titel: 'x' }), {
    name: 'FieldError',
    message: /^Cannot resolve keyword 'titel' into field\. Choices are: author, authorId, editor, .*title$/,
  })
})

test('an unknown lookup is answered with names that are near', () => {
  assert.throws(
    () => books.filter({ title__statswith: 'x' }),
    /Unsupported lookup 'statswith'.*perhaps you meant .*startswith/,
  )
})

test('a relation takes no lookups of text', () => {
  assert.throws(() => books.filter({ author__contains: 'x' }), /Related Field got invalid lookup: contains/)
})

test('keys and order terms are names and never SQL', () => {
  for (const name of ['id; DROP TABLE book', 'id desc', '"id"', 'title" OR 1=1 --', 'id)', '']) {
    assert.throws(() => books.filter({ [name]: 1 }), FieldError)
    assert.throws(() => books.orderBy(name), FieldError)
    assert.throws(() => books.values(name))
  }
})

test('undefined is refused wherever a value may stand', () => {
  for (const condition of [{ title: undefined }, { title__in: ['a', undefined] }, { pages__range: [1, undefined] }]) {
    assert.throws(() => books.filter(condition), TypeError)
  }
})

onEveryDatabase('a regular expression that is none is a DataError', async () => {
  await User.objects.create({ email: 'ada@example.com', name: 'Ada' })
  for (const pattern of ['[', '(', '?', 'a{2,1}']) {
    await assert.rejects(async () => User.objects.filter({ name__regex: pattern }).count(), DataError, pattern)
  }
})

onEveryDatabase('a text beside an operator is a value, and the error says how a field is named', async () => {
  const users = User.objects.annotate({ sum: Sum(F('score').times('id')) })
  await assert.rejects(async () => await users, /involving these types: integer, char\. .* F\('…'\) names a field\.$/)
})
