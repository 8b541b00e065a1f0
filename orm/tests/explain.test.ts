import assert from 'node:assert/strict'
import { User } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

onEveryDatabase('explain tells how the database would run the query, and sends nothing for no rows', async () => {
  assert.match(await User.objects.filter({ name: 'Ann' }).explain(), /user/i)
  assert.equal(await User.objects.none().explain(), '')
})

onEveryDatabase('explain runs the query to tell what it took, where the database can', async db => {
  const users = User.objects.filter({ name: 'Ann' })
  const plan = users.explain({ analyze: true })
  if (db.backend.name === 'sqlite') await assert.rejects(plan, { code: 'NOT_SUPPORTED' })
  else assert.notEqual(await plan, await users.explain())
})

onEveryDatabase('a plan comes as JSON, where the database has formats', async db => {
  const plan = User.objects.filter({ name: 'Ann' }).explain({ format: 'json' })
  if (db.backend.name === 'sqlite') await assert.rejects(plan, { code: 'NOT_SUPPORTED' })
  else assert.equal(typeof JSON.parse(await plan), 'object')
})

onEveryDatabase('a format is one of those that the database has, whatever it looks like', async () => {
  const hostile = User.objects.all().explain({ format: 'JSON) SELECT 1; --' })
  await assert.rejects(hostile, error => ['NOT_SUPPORTED', 'VALUE_ERROR'].includes((error as { code: string }).code))
})
