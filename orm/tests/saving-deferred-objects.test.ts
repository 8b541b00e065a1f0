import assert from 'node:assert/strict'
import { captureQueries } from '../src/index.ts'
import { Post, Tag } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

onEveryDatabase('an object of which nothing was loaded is saved as it is stored', async db => {
  const tag = await Tag.objects.defer('name').get({ pk: 1 })
  const sent = await captureQueries(db, () => tag.save())
  assert.deepEqual(
    sent.filter(({ kind }) => kind === 'statement').map(({ sql }) => sql.slice(0, 6)),
    ['SELECT', 'UPDATE'],
  )
  assert.equal(await Tag.objects.filter({ pk: 1, name: 'sql' }).count(), 1)
})

onEveryDatabase('a field that was left out and is named is read before it is written', async () => {
  const post = await Post.objects.only('id').get({ pk: 1 })
  await post.save({ updateFields: ['title'] })
  assert.equal(await Post.objects.filter({ pk: 1, title: 'First' }).count(), 1)
})
