import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auto, boolean, char, forbidLazyLoading, manager, model } from '../src/index.ts'
import { statements, User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'
import { databaseWith } from './support/models.ts'

onEveryDatabase('a deferred field is loaded for all rows that came with it, by one query', async db => {
  const users = await User.objects.orderBy('id').only('name')
  const sent = await statements(db, async () => {
    for (const user of users) assert.match(await user.email, /@x\.org$/)
  })
  assert.equal(sent, 1)
})

onEveryDatabase('a field that was assigned is not loaded, and saved with what was loaded', async db => {
  const user = await User.objects.only('name').get({ pk: 1 })
  user.email = 'new@x.org'
  assert.equal(await statements(db, async () => assert.equal(await user.email, 'new@x.org')), 0)
  await user.save()
  assert.deepEqual(await User.objects.filter({ pk: 1 }).valuesList('email', 'score').first(), ['new@x.org', 3])
})

onEveryDatabase('loading a deferred field can be forbidden', async () => {
  await forbidLazyLoading(async () => {
    const user = await User.objects.defer('email').get({ pk: 1 })
    assert.equal(user.name, 'Ann')
    await assert.rejects(async () => await user.email, { code: 'LAZY_LOADING', message: /User\.email was left out/ })
  })
})

test('a manager that hides rows does not hide the fields of those that are at hand', async t => {
  class Note extends model('Note', { id: auto(), text: char({ maxLength: 9 }), gone: boolean({ default: false }) }) {
    static readonly objects = manager(Note)
  }
  const db = await databaseWith(t, [Note])
  await db.run(async () => {
    await Note.objects.create({ text: 'x' })
    const note = await Note.objects.only('gone').get()
    const none = Note.objects.none()
    t.mock.method(Note.objects, 'getQuerySet', () => none)
    assert.equal(await note.text, 'x')
  })
})
