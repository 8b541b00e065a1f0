import { Field, type Meta } from '../src/meta.ts'
import type { Relation } from '../src/relation.ts'
import { literal } from './literals.ts'
import { MODELS, type ModelName } from './models.ts'
import type { AggregateCall, Condition, End, Plan, Step } from './plan.ts'
import type { Random } from './random.ts'

const ORDERED = ['exact', 'gt', 'gte', 'lt', 'lte', 'in', 'range', 'isnull'] as const
const TEXT = ['iexact', 'contains', 'icontains', 'startswith', 'istartswith', 'endswith', 'iendswith'] as const
const DATE_PARTS = ['year', 'month', 'day', 'quarter', 'weekDay', 'isoWeekDay', 'week', 'isoYear'] as const
const CLOCK_PARTS = ['hour', 'minute', 'second'] as const

/** Make up a query. */
export function makePlan(random: Random): Plan {
  const model = random.pick(Object.keys(MODELS) as ModelName[])
  const { meta } = MODELS[model]
  const steps = random.times(random.between(0, 3), () => narrowing(random, meta))
  if (random.chance(0.12)) steps.push(combining(random, meta))
  else if (random.chance(0.35)) steps.push(...annotating(random, meta))
  steps.push(...finishing(random, meta, steps))
  return { model, steps, end: makeEnd(random, meta, steps) }
}

function narrowing(random: Random, meta: Meta): Step {
  const name = random.chance(0.65) ? 'filter' : 'exclude'
  return { do: name, condition: makeCondition(random, meta, 2) }
}

function combining(random: Random, meta: Meta): Step {
  const name = random.pick(['and', 'or', 'union', 'intersection', 'difference'] as const)
  return { do: name, steps: random.times(random.between(0, 2), () => narrowing(random, meta)) }
}

function annotating(random: Random, meta: Meta): Step[] {
  const steps: Step[] = []
  if (random.chance(0.3)) steps.push({ do: 'values', names: [path(random, meta, 1, false).name] })
  const call = { ...makeCall(random, meta), name: 'computed' }
  steps.push({ do: 'annotate', call })
  if (random.chance(0.5)) {
    const lookup = random.pick(['gt', 'lte', 'isnull'] as const)
    const value = lookup === 'isnull' ? random.chance(0.5) : random.between(0, 3)
    const counts = call.aggregate === 'Count'
    steps.push({
      do: 'filter',
      condition: { key: `computed__${counts ? lookup : 'isnull'}`, value: counts ? value : true },
    })
  }
  return steps
}

/** A slice only of rows in a whole order, so that there is one answer. */
function finishing(random: Random, meta: Meta, before: readonly Step[]): Step[] {
  const plain = before.every(({ do: name }) => name === 'filter' || name === 'exclude')
  if (!plain) return []
  const steps: Step[] = []
  if (random.chance(0.2)) steps.push({ do: 'distinct' })
  if (random.chance(0.5)) {
    const terms = random.times(random.between(0, 2), () => orderTerm(random, meta))
    steps.push({ do: 'orderBy', terms: [...terms, 'pk'] })
    if (random.chance(0.3)) steps.push({ do: 'reverse' })
    if (random.chance(0.5)) {
      const from = random.between(0, 3)
      return [...steps, { do: 'slice', from, to: from + random.between(0, 5) }]
    }
  }
  if (random.chance(0.2)) steps.push({ do: 'values', names: [path(random, meta, 2, false).name, 'pk'] })
  return steps
}

function orderTerm(random: Random, meta: Meta): string {
  return `${random.chance(0.4) ? '-' : ''}${path(random, meta, 1, false).name}`
}

function makeEnd(random: Random, meta: Meta, steps: readonly Step[]): End {
  const combined = steps.some(step => 'steps' in step)
  // Joins multiply rows before they are sliced, and nothing orders those of one object.
  const isSliced = steps.some(step => step.do === 'slice')
  if (random.chance(0.6)) return { do: 'rows' }
  if (random.chance(0.5)) return { do: random.pick(['count', 'exists'] as const) }
  return combined || steps.some(step => step.do === 'values')
    ? { do: 'count' }
    : { do: 'aggregate', call: { ...makeCall(random, meta, !isSliced), name: 'result' } }
}

function makeCall(random: Random, meta: Meta, many = true): AggregateCall {
  const aggregate = random.pick(['Count', 'Count', 'Sum', 'Min', 'Max', 'Avg'] as const)
  const numeric = aggregate === 'Sum' || aggregate === 'Avg'
  const fits = (kind: string) => kind === 'integer' || (!numeric && kind !== 'boolean')
  const found = path(random, meta, 2, many, fits)
  if (found.name === 'pk') return { name: '', aggregate: 'Count', path: 'pk' }
  const call: AggregateCall = { name: '', aggregate, path: found.name }
  if (aggregate === 'Count' && random.chance(0.3)) return { ...call, distinct: true }
  return many && random.chance(0.15) ? { ...call, filter: makeCondition(random, meta, 1) } : call
}

function makeCondition(random: Random, meta: Meta, depth: number): Condition {
  if (depth > 0 && random.chance(0.45)) {
    if (random.chance(0.3)) return { not: makeCondition(random, meta, depth - 1) }
    const join = random.pick(['and', 'or', 'or', 'xor'] as const)
    return { join, parts: random.times(random.between(2, 3), () => makeCondition(random, meta, depth - 1)) }
  }
  return makeComparison(random, meta)
}

function makeComparison(random: Random, meta: Meta): Condition {
  if (random.chance(0.15)) return aboutRelation(random, meta)
  const { name, field } = path(random, meta, 2, true)
  const { kind } = field
  if (kind === 'integer' && random.chance(0.1)) {
    const others = meta.fields.filter(other => other.kind === 'integer' && !other.isRelation)
    if (others.length)
      return { key: `${name}__${random.pick(['exact', 'gt', 'lte'] as const)}`, field: random.pick(others).name }
  }
  if (/date/.test(kind) && random.chance(0.4)) return aboutPart(random, name, kind)
  const lookups: readonly string[] =
    kind === 'boolean' ? ['exact', 'isnull'] : kind === 'char' ? [...ORDERED, ...TEXT] : ORDERED
  const lookup = random.pick(lookups)
  const value = () => literal(random, kind)
  if (lookup === 'isnull') return { key: `${name}__isnull`, value: random.chance(0.5) }
  if (lookup === 'exact' && random.chance(0.1)) return { key: name, value: null }
  if (lookup === 'in') return { key: `${name}__in`, value: random.times(random.between(0, 3), value) }
  if (lookup === 'range') return { key: `${name}__range`, value: [value(), value()] }
  return { key: lookup === 'exact' ? name : `${name}__${lookup}`, value: value() }
}

function aboutPart(random: Random, name: string, kind: string): Condition {
  const part = random.pick<string>(kind === 'datetime' ? [...DATE_PARTS, ...CLOCK_PARTS] : DATE_PARTS)
  const value = /year/i.test(part) ? random.between(1999, 2002) : random.between(0, 12)
  return { key: `${name}__${part}${random.pick(['', '__gt', '__lte'])}`, value }
}

function aboutRelation(random: Random, meta: Meta): Condition {
  const { relations } = walk(random, meta, random.between(1, 2), true)
  const name = relations.map(relation => relation.name).join('__')
  if (random.chance(0.4)) return { key: `${name}__isnull`, value: random.chance(0.5) }
  if (random.chance(0.5)) return { key: name, value: random.between(1, 4) }
  return { key: `${name}__in`, value: random.times(random.between(0, 3), () => random.between(1, 4)) }
}

interface Found {
  readonly name: string
  readonly field: Field
}

/** Walks that are tried for a column that fits, before the key has to do. */
const TRIES = 20

/** A path over at most so many relations to a column; `many` lets it go over relations to many. */
function path(
  random: Random,
  meta: Meta,
  hops: number,
  many: boolean,
  fits: (kind: string) => boolean = () => true,
): Found {
  for (let tried = 0; tried < TRIES; tried++) {
    const { relations, end } = walk(random, meta, random.between(0, hops), many)
    const fields = end.fields.filter(field => !field.isRelation && fits(field.kind))
    if (fields.length === 0) continue
    const field = random.pick(fields)
    return { name: [...relations.map(relation => relation.name), field.name].join('__'), field }
  }
  return { name: 'pk', field: meta.pk }
}

function walk(random: Random, meta: Meta, hops: number, many: boolean): { relations: Relation[]; end: Meta } {
  const relations: Relation[] = []
  let end = meta
  for (let i = 0; i < hops; i++) {
    const choices = [...end.names].flatMap(([name, found]) => (isRelation(name, found, many) ? [found] : []))
    if (choices.length === 0) break
    const relation = random.pick(choices)
    relations.push(relation)
    end = relation.to
  }
  return { relations, end }
}

function isRelation(name: string, found: Field | Relation, many: boolean): found is Relation {
  if (found instanceof Field || name === 'pk' || name !== found.name) return false
  return !found.to.autoCreated && (many || !found.multiple)
}
