import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeWorld, storeWorld } from '../differential/data.ts'
import { execute } from '../differential/execute.ts'
import { makePlan } from '../differential/generate.ts'
import { literal } from '../differential/literals.ts'
import { MODELS, type ModelName } from '../differential/models.ts'
import type { Condition, Plan, Step } from '../differential/plan.ts'
import { Random } from '../differential/random.ts'
import { openDatabases } from '../differential/search.ts'

const PLANS = 120

/** More shapes than are kept of one model. */
const TOO_MANY = 2001

/** The same query with other values of the same kinds. */
function withOtherValues(plan: Plan, random: Random): Plan {
  return { ...plan, steps: plan.steps.map(step => otherStep(step, random)) }
}

function otherStep(step: Step, random: Random): Step {
  if ('condition' in step) return { ...step, condition: otherCondition(step.condition, random) }
  return 'steps' in step ? { ...step, steps: step.steps.map(inner => otherStep(inner, random)) } : step
}

function otherCondition(condition: Condition, random: Random): Condition {
  if ('not' in condition) return { not: otherCondition(condition.not, random) }
  if ('join' in condition) return { ...condition, parts: condition.parts.map(part => otherCondition(part, random)) }
  return 'value' in condition ? { ...condition, value: other(condition.value, random) } : condition
}

function other(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) return value.map(member => other(member, random))
  if (typeof value === 'number') return literal(random, 'integer')
  if (typeof value !== 'string') return value
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return literal(random, 'datetime')
  if (/^\d{4}-/.test(value)) return literal(random, 'date')
  return literal(random, /^-?\d+\.\d\d$/.test(value) ? 'decimal' : 'char')
}

/** Make a model forget its shapes, so that the next query builds everything anew. */
function forgetShapes(name: ModelName): void {
  for (let limit = 1; limit <= TOO_MANY; limit++) MODELS[name].objects.all().slice(0, limit)
}

test('a query answers the same with the shape of another one as with a shape of its own', async () => {
  const random = new Random(7)
  const [db] = await openDatabases(['sqlite::memory:'])
  assert.ok(db)
  try {
    await storeWorld(db, makeWorld(random))
    for (let i = 0; i < PLANS; i++) {
      const first = makePlan(random)
      const second = withOtherValues(first, random)
      await execute(first, db)
      const shared = await execute(second, db)
      forgetShapes(second.model)
      assert.deepEqual(shared, await execute(second, db), JSON.stringify(second))
    }
  } finally {
    await db.close()
  }
})
