import assert from 'node:assert/strict'
import { UsageError, ValueError } from '../src/index.ts'
import { Post, Tag } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'
import { Author, Book, libraryDatabase } from './support/library.ts'
import { test } from './support/under-test.ts'

onEveryDatabase('an object that was never saved is not added, though it has a key', async () => {
  const post = await Post.objects.get({ pk: 2 })
  await assert.rejects(post.tags.add(new Tag({ id: 1, name: 'sql' })), ValueError)
  assert.equal(await post.tags.count(), 0)
})

onEveryDatabase('what is removed has to be of the related model', async () => {
  const post = await Post.objects.get({ pk: 1 })
  await assert.rejects(post.tags.remove(post as never), ValueError)
})

onEveryDatabase('an option that add() does not know is no relation', async () => {
  const post = await Post.objects.get({ pk: 1 })
  await assert.rejects(post.tags.add(1, { bulk: false } as never), UsageError)
})

onEveryDatabase('an object that was never saved takes none either, though it has a key', async () => {
  const post = new Post({ id: 99, title: 'New', authorId: 1 })
  await assert.rejects(post.tags.add(await Tag.objects.get({ pk: 1 })), ValueError)
})

test('nothing points at an object that was never saved', async t => {
  const db = await libraryDatabase(t)
  await db.run(async () => {
    const ann = await Author.objects.create({ name: 'Ann' })
    const book = await Book.objects.create({ title: 'Long', author: ann, editor: ann })
    await assert.rejects(new Author({ name: 'Bob' }).edited.add(book), ValueError)
    assert.equal((await Book.objects.get({ pk: book.pk })).editorId, ann.id)
  })
})
