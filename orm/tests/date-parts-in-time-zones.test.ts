import assert from 'node:assert/strict'
import { Extract, Trunc, withTimeZone } from '../src/index.ts'
import { Post } from './support/blog.ts'
import { onEveryDatabase } from './support/every-database.ts'

onEveryDatabase('the parts of a moment are those that the clocks of the current zone show', async () => {
  await Post.objects.filter({ pk: 1 }).update({ created: new Date('2010-12-31T23:30:15Z') })
  const first = Post.objects.filter({ pk: 1 })
  const holds = async (condition: object): Promise<boolean> => (await first.filter(condition).count()) === 1
  assert.ok(await holds({ created__year: 2010, created__month: 12, created__day: 31, created__hour: 23 }))
  assert.ok(await holds({ created__date: '2010-12-31', created__weekDay: 6, created__isoWeekDay: 5 }))
  await withTimeZone('Africa/Nairobi', async () => {
    assert.ok(await holds({ created__year: 2011, created__month: 1, created__day: 1, created__hour: 2 }))
    assert.ok(await holds({ created__date: '2011-01-01', created__weekDay: 7, created__isoWeekDay: 6 }))
    assert.ok(await holds({ created__minute: 30, created__second: 15, created__quarter: 1, created__week: 52 }))
  })
})

onEveryDatabase('a moment is cut where the day of the current zone begins', async () => {
  await Post.objects.filter({ pk: 1 }).update({ created: new Date('2010-12-31T23:30:15Z') })
  const cut = async () => (await Post.objects.annotate({ day: Trunc('created', 'day') }).get({ pk: 1 })).day
  assert.equal((await cut()).toISOString(), '2010-12-31T00:00:00.000Z')
  const nairobi = await withTimeZone('Africa/Nairobi', cut)
  assert.equal(nairobi.toISOString(), '2010-12-31T21:00:00.000Z')
})

onEveryDatabase('a second is a whole number, as a condition and as a value', async () => {
  await Post.objects.filter({ pk: 1 }).update({ created: new Date('2010-12-31T23:30:15.987Z') })
  const first = Post.objects.filter({ pk: 1, created__second: 15 }).annotate({ second: Extract('created', 'second') })
  assert.deepEqual(await first.valuesList('second', { flat: true }), [15])
})
