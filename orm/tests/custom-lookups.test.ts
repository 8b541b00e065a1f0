import assert from 'node:assert/strict'
import { Func, Lookup, registerLookup, registerTransform } from '../src/index.ts'
import type { Compiler } from '../src/sql/compiler.ts'
import { blog, User } from './support/blog.ts'
import { test } from './support/under-test.ts'

class DivisibleBy extends Lookup {
  static override readonly lookupName = 'divisibleBy'

  compile(compiler: Compiler): string {
    const [left, right] = this.compileSides(compiler)
    return `${left} % ${right} = 0`
  }
}

registerLookup('integer', DivisibleBy)
registerTransform('integer', 'absolute', lhs => new Func('ABS', [lhs]))

/** Keys that the compiler does not know. */
const users = User.objects as unknown as { filter(condition: object): { count(): Promise<number> } }

test('a lookup of one’s own takes literals as its field does', async t => {
  const db = await blog(t)
  await db.run(async () => {
    assert.equal(await users.filter({ score__divisibleBy: 7 }).count(), 1)
    assert.throws(() => users.filter({ score__divisibleBy: 'seven' }), { code: 'VALUE_ERROR' })
  })
})

test('a lookup is known to the kinds that it was registered for, and to no others', () => {
  assert.throws(() => users.filter({ name__divisibleBy: 7 }), { code: 'FIELD_ERROR' })
})

test('a transform of one’s own stands before every lookup', async t => {
  const db = await blog(t)
  await db.run(async () => {
    await User.objects.filter({ name: 'Eve' }).update({ score: -7 })
    assert.equal(await users.filter({ score__absolute: 7 }).count(), 1)
    assert.equal(await users.filter({ score__absolute__divisibleBy: 7, score__absolute__gt: 3 }).count(), 1)
  })
})
