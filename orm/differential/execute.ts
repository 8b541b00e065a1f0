import {
  Avg,
  Count,
  type Database,
  type Expression,
  F,
  Max,
  Min,
  OrmError,
  Q,
  type QuerySet,
  Sum,
  UsageError,
} from '../src/index.ts'
import { getValue } from '../src/instance.ts'
import { Model } from '../src/model.ts'
import { MODELS } from './models.ts'
import type { AggregateCall, Condition, Plan, Step } from './plan.ts'

/** A QuerySet whose methods are called by name; plans are not known to the compiler. */
type Callable = Record<string, (...args: unknown[]) => unknown>

const AGGREGATES: Readonly<Record<AggregateCall['aggregate'], (source: string, options?: object) => Expression>> = {
  Count,
  Sum,
  Min,
  Max,
  Avg,
} as const

/** Run a plan; answers its result in a form that can be compared, or the name of our error. */
export async function execute(plan: Plan, db: Database): Promise<unknown> {
  try {
    return await db.run(() => finish(plan))
  } catch (error) {
    if (error instanceof OrmError || error instanceof UsageError) return { error: error.name }
    throw error
  }
}

/** The QuerySet of a plan. */
function build(plan: Pick<Plan, 'model' | 'steps'>): Callable {
  const all = MODELS[plan.model].objects.all() as unknown as Callable // methods are called by name
  return plan.steps.reduce((queryset, step) => apply(plan, queryset, step), all)
}

function apply(plan: Pick<Plan, 'model'>, queryset: Callable, step: Step): Callable {
  return queryset[step.do]?.(...argumentsOf(plan, step)) as Callable // every step is a method
}

function argumentsOf(plan: Pick<Plan, 'model'>, step: Step): unknown[] {
  switch (step.do) {
    case 'filter':
    case 'exclude':
      return [condition(step.condition)]
    case 'annotate':
      return [{ [step.call.name]: aggregate(step.call) }]
    case 'orderBy':
      return [...step.terms]
    case 'values':
      return [...step.names]
    case 'slice':
      return [step.from, step.to]
    case 'distinct':
    case 'reverse':
      return []
    default:
      return [build({ model: plan.model, steps: step.steps })]
  }
}

function condition(from: Condition): Q {
  if ('not' in from) return condition(from.not).not()
  if ('join' in from) {
    const [first = Q(), ...rest] = from.parts.map(condition)
    return first[from.join](...rest) as Q // a Q of unknown conditions
  }
  return Q({ [from.key]: 'field' in from ? F(from.field) : from.value })
}

function aggregate({ aggregate: name, path, distinct, filter }: AggregateCall): Expression {
  const options = { ...(distinct && { distinct }), ...(filter && { filter: condition(filter) }) }
  return AGGREGATES[name](path, options)
}

async function finish(plan: Plan): Promise<unknown> {
  const queryset = build(plan)
  const { end } = plan
  if (end.do === 'aggregate') return comparable(await queryset.aggregate?.({ [end.call.name]: aggregate(end.call) }))
  if (end.do !== 'rows') return comparable(await queryset[end.do]?.())
  const rows = (await (queryset as unknown as QuerySet<unknown>)).map(comparable)
  return isOrdered(plan) ? rows : rows.sort()
}

/** Rows without an order are compared as they come when sorted. */
export function isOrdered(plan: Plan): boolean {
  return plan.steps.some(step => step.do === 'orderBy') && !plan.steps.some(step => step.do === 'values')
}

/** A value as text: equal values give equal text, whatever database they came from. */
export function comparable(value: unknown): string {
  return JSON.stringify(plain(value))
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(9))
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Model) return instanceValues(value)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
}

function instanceValues(row: Model): unknown {
  const { fields } = (row.constructor as unknown as { meta: { fields: readonly { attname: string }[] } }).meta // a model
  const columns = fields.map(({ attname }) => [attname, plain(getValue(row, attname))])
  return { ...Object.fromEntries(columns), computed: plain(getValue(row, 'computed')) }
}
