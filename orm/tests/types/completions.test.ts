import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { completions, source } from './compiler.ts'

const CONDITIONS = [
  'email',
  'email__icontains',
  'joined__year',
  'pk__in',
  'posts',
  'posts__title__startswith',
  'kept__label',
]
const PATHS = ['email', 'pk', 'favouriteId', 'favourite', 'posts__title', 'profile__bio', 'kept__label']

/** A call with `¦` where names are typed, and some of those that must be offered. */
const CASES: readonly (readonly [call: string, names: readonly string[]])[] = [
  ['User.objects.filter({ ¦ })', CONDITIONS],
  ["User.objects.exclude({ name: 'x', ¦ })", CONDITIONS],
  ['User.objects.get({ ¦ })', CONDITIONS],
  ['User.objects.getOrCreate({ ¦ })', CONDITIONS],
  ['User.objects.filter(Q({ ¦ }))', CONDITIONS],
  ["User.objects.filter(Q({ name: 'x' }), { ¦ })", CONDITIONS],
  ['user.posts.filter({ ¦ })', ['title__icontains', 'author__email', 'tags__label__in']],
  ["User.objects.annotate({ total: Count('posts') }).filter({ ¦ })", ['total', 'email__icontains']],
  ["User.objects.orderBy('¦')", [...PATHS, '-email', '-posts__title']],
  ["User.objects.orderBy('id', '¦')", [...PATHS, '-email', '-posts__title']],
  ["User.objects.annotate({ total: Count('posts') }).orderBy('¦')", ['total', '-total', 'email']],
  ["User.objects.latest('¦')", ['-email', 'joined']],
  ["User.objects.values('¦')", PATHS],
  ["User.objects.values('id', '¦')", PATHS],
  ["User.objects.valuesList('¦', { flat: true })", PATHS],
  ["User.objects.valuesList('id', '¦')", PATHS],
  ["User.objects.valuesList('id', '¦', 'name')", PATHS],
  ["User.objects.only('¦')", PATHS],
  ["User.objects.only('id', '¦')", PATHS],
  ["User.objects.defer('id', '¦')", PATHS],
  ["User.objects.distinct('id', '¦')", PATHS],
  ["Post.objects.selectRelated('¦')", ['author', 'parent', 'author__profile', 'parent__author']],
  ["Post.objects.selectRelated('parent', '¦')", ['author', 'parent', 'author__profile']],
  ["User.objects.prefetchRelated('¦')", ['posts', 'keptTags', 'favourite', 'posts__tags', 'posts__fans']],
  ["User.objects.prefetchRelated('posts', '¦')", ['posts', 'keptTags', 'posts__tags']],
  ['User.objects.create({ ¦ })', ['email', 'name', 'favourite', 'favouriteId']],
  ['User.objects.update({ ¦ })', ['email', 'name', 'favourite', 'favouriteId']],
  ["User.objects.inBulk([], { fieldName: '¦' })", ['email', 'id']],
  ["User.objects.bulkUpdate([], ['id', '¦'])", ['email', 'favourite']],
]

test('editors are offered names over one relation at least, wherever names are typed', async () => {
  const models = (await readFile(new URL('models.ts', import.meta.url), 'utf8')).replaceAll(
    '../../src/index.ts',
    source,
  )
  const head = `import { Count, Q } from '${source}'\nimport { Post, User } from './models.ts'\ndeclare const user: User\n`
  const offered = await completions({ 'models.ts': models }, head + CASES.map(([call]) => `${call}\n`).join(''))
  for (const [i, [call, names]] of CASES.entries()) {
    const missing = names.filter(name => !offered[i]?.includes(name))
    assert.deepEqual(missing, [], `${call} offers ${offered[i]?.length} names`)
  }
})
