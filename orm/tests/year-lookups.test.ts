import assert from 'node:assert/strict'
import { PreciseDate, withTimeZone } from '../src/index.ts'
import { blog, Post } from './support/blog.ts'
import { sqlOf } from './support/sql.ts'
import { test } from './support/under-test.ts'

test('a year is compared as a range of the column, so that an index can serve', () => {
  const sql = sqlOf(Post.objects.filter({ created__year: 2026 }))
  assert.match(sql, /"post"\."created" BETWEEN \? AND \?/)
})

test('the year begins and ends in the current time zone', async t => {
  const db = await blog(t)
  await db.run(async () => {
    await Post.objects.filter({ id: 1 }).update({ created: new Date('2025-12-31T16:00:00Z') })
    const inYear = () => Post.objects.filter({ created__year: 2026 }).count()
    assert.equal(await inYear(), 3)
    assert.equal(await withTimeZone('Asia/Shanghai', inYear), 4)
  })
})

test('the last microsecond of a year belongs to it', async t => {
  const db = await blog(t)
  await db.run(async () => {
    await Post.objects
      .filter({ id: 1 })
      .update({ created: new PreciseDate(Date.UTC(2025, 11, 31, 23, 59, 59, 999), 999) })
    assert.equal(await Post.objects.filter({ created__year: 2025 }).count(), 1)
    assert.equal(await Post.objects.filter({ created__year__gt: 2025 }).count(), 3)
  })
})

test('Sunday is the first day of the week, Monday the first of the ISO week', async t => {
  const db = await blog(t)
  await db.run(async () => {
    await Post.objects.update({ created: new Date('2011-01-01T12:00:00Z') })
    assert.equal(await Post.objects.filter({ created__weekDay: 7 }).count(), 4)
    assert.equal(
      await Post.objects.filter({ created__isoWeekDay: 6, created__week: 52, created__isoYear: 2010 }).count(),
      4,
    )
  })
})
