import assert from 'node:assert/strict'
import { test } from 'node:test'
import { turn } from '../../http/turns.ts'

test('of what waits for a turn, one goes on in each turn of the event loop, in order', async () => {
  const seen: string[] = []
  let turns = 0
  let counting = true
  const count = () => {
    turns += 1
    if (counting) setImmediate(count)
  }
  const waiting = ['a', 'b', 'c'].map(async name => {
    await turn()
    seen.push(`${name}${turns}`)
  })
  setImmediate(count)
  await Promise.all(waiting)
  const last = turn().then(() => seen.push('d'))
  await last
  counting = false
  assert.deepEqual(seen, ['a0', 'b1', 'c2', 'd'])
})
