import type { World } from './data.ts'
import type { Condition, Plan, Step } from './plan.ts'

/** A failing query and the rows on which it fails. */
export interface Case {
  readonly plan: Plan
  readonly world: World
}

/** Make a failing case smaller as long as it still fails: fewer steps, simpler conditions, then fewer rows. */
export async function shrink(failing: Case, fails: (smaller: Case) => Promise<boolean>): Promise<Case> {
  let smallest = failing
  for (let tried = 0; tried < 400; ) {
    let found: Case | undefined
    for (const candidate of smallerCases(smallest)) {
      tried += 1
      if (await fails(candidate)) {
        found = candidate
        break
      }
    }
    if (!found) break
    smallest = found
  }
  return smallest
}

function* smallerCases({ plan, world }: Case): Generator<Case> {
  for (const steps of smallerSteps(plan.steps)) if (isSound(steps)) yield { plan: { ...plan, steps }, world }
  if (plan.end.do !== 'rows') yield { plan: { ...plan, end: { do: 'rows' } }, world }
  for (const smaller of smallerWorlds(world)) yield { plan, world: smaller }
}

/** Whether there is one answer: slices are of ordered rows, and what conditions name was annotated. */
function isSound(steps: readonly Step[]): boolean {
  const names = steps.map(step => step.do)
  const isOrdered = !names.includes('slice') || names.includes('orderBy')
  return isOrdered && (names.includes('annotate') || !steps.some(namesComputed))
}

function namesComputed(step: Step): boolean {
  return 'condition' in step && 'key' in step.condition && step.condition.key.startsWith('computed__')
}

function* smallerSteps(steps: readonly Step[]): Generator<readonly Step[]> {
  for (const [i, step] of steps.entries()) {
    yield [...steps.slice(0, i), ...steps.slice(i + 1)]
    for (const smaller of smallerStep(step)) yield [...steps.slice(0, i), smaller, ...steps.slice(i + 1)]
  }
}

function* smallerStep(step: Step): Generator<Step> {
  if ('condition' in step) for (const condition of smallerConditions(step.condition)) yield { ...step, condition }
  if ('steps' in step) for (const steps of smallerSteps(step.steps)) yield { ...step, steps }
  if ('terms' in step && step.terms.length > 1) {
    for (const i of step.terms.slice(0, -1).keys()) yield { ...step, terms: step.terms.filter((_, j) => j !== i) }
  }
}

function* smallerConditions(condition: Condition): Generator<Condition> {
  if ('not' in condition) {
    yield condition.not
    for (const not of smallerConditions(condition.not)) yield { not }
  }
  if (!('join' in condition)) return
  const { parts } = condition
  yield* parts
  for (const [i, part] of parts.entries()) {
    if (parts.length > 2) yield { ...condition, parts: parts.filter((_, j) => j !== i) }
    for (const smaller of smallerConditions(part)) {
      yield { ...condition, parts: parts.map((other, j) => (j === i ? smaller : other)) }
    }
  }
}

/** Rows without one of those that nothing points at. */
function* smallerWorlds(world: World): Generator<World> {
  for (const table of ['Review', 'Profile', 'links'] as const) {
    for (const i of world[table].keys()) yield { ...world, [table]: world[table].filter((_, j) => j !== i) }
  }
  for (const { id } of world.Book) {
    const used = world.Review.some(row => row.bookId === id) || world.Book.some(row => row.sequelToId === id)
    if (used || world.links.some(link => link.book === id)) continue
    yield { ...world, Book: world.Book.filter(row => row.id !== id) }
  }
}
