import assert from 'node:assert/strict'
import { Prefetch } from '../src/index.ts'
import { Post, Tag } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

onEveryDatabase(
  'a condition of a Prefetch over the join table speaks of the object that the rows are for',
  async () => {
    const second = await Post.objects.get({ title: 'Second' })
    await second.tags.add(1)
    const queryset = Tag.objects.filter({ posts__published: true })
    const posts = await Post.objects.prefetchRelated(Prefetch('tags', { queryset })).orderBy('id')
    const names = await Promise.all(posts.map(async post => (await post.tags.all()).map(tag => tag.name)))
    assert.deepEqual(names, [['css', 'sql'], [], [], []])
    const bySelf = (await second.tags.filter({ posts__published: true })).map(tag => tag.name)
    assert.deepEqual(bySelf, names[1], 'the manager of one object gives the same')
  },
)
