import { inspect } from 'node:util'
import { formatStatement, QuerySet } from '../src/index.ts'
import { matches } from './compare.ts'
import { captured, StatementCount } from './counting.ts'
import { call, type DynamicInstance, type DynamicModel, type DynamicQuerySet, isInstance } from './dynamic.ts'
import type { DescribedCase } from './format.ts'
import type { Outcome } from './replay.ts'
import type { World } from './session.ts'
import type { Tables } from './tables.ts'

type Perform = (user: DynamicModel, world: World) => unknown

const WRITES = /insert|update|delete|save/

/** Run one case that is told in words; a description that nobody wrote down here is reported as not supported. */
export async function replayCase(described: DescribedCase, world: World, tables: Tables): Promise<Outcome> {
  const outcome = { id: described.case, group: 'laziness' }
  const perform = CASES[described.case]
  const user = world.models.get('User')
  if (!perform || !user) return { ...outcome, status: 'unsupported', note: `case "${described.case}"` }
  const expected = described.expect['*'] ?? described.expect.postgresql ?? {}
  const { result, queries, sql } = await observe(() => perform(user, world), world)
  if (WRITES.test(described.case)) await tables.reset()
  if (queries === expected.queries && matches(expected.result ?? null, result ?? null))
    return { ...outcome, status: 'passed' }
  return { ...outcome, status: 'failed', expected, got: { queries, result, sql } }
}

async function observe(perform: () => unknown, { db }: World) {
  const [result, events] = await captured(db, async () => {
    try {
      return { value: await perform() }
    } catch (error) {
      return { value: error }
    }
  })
  return { result: result.value, queries: new StatementCount(events).count, sql: events.map(event => event.sql) }
}

function ordered(user: DynamicModel): DynamicQuerySet {
  return call(user.objects, 'orderBy', 'id') as DynamicQuerySet
}

function filtered(user: DynamicModel, conditions: object): DynamicQuerySet {
  return call(user.objects, 'filter', conditions) as DynamicQuerySet
}

async function readAll(queryset: DynamicQuerySet): Promise<number> {
  let rows = 0
  for await (const _ of queryset) rows++
  return rows
}

/** Read a QuerySet once, then do something with it. */
function afterReading(perform: (queryset: DynamicQuerySet, user: DynamicModel) => unknown): Perform {
  return async user => {
    const queryset = ordered(user)
    await readAll(queryset)
    return perform(queryset, user)
  }
}

async function key(row: unknown): Promise<unknown> {
  const instance = await row
  return isInstance(instance) ? instance.pk : null
}

async function keys(rows: PromiseLike<unknown[]>): Promise<unknown[]> {
  return Promise.all((await rows).map(key))
}

async function nothing(work: unknown): Promise<null> {
  await work
  return null
}

function newUser(user: DynamicModel, values: object = {}): DynamicInstance {
  return new user({ email: 'new@x.com', name: 'new', password: 'p', pubDate: new Date(0), ...values })
}

const CASES: Readonly<Record<string, Perform>> = {
  'build filter/exclude/order_by/slice, never read': user => {
    const excluded = call(filtered(user, { id__gt: 1 }), 'exclude', { id: 3 })
    const sliced = call(call(excluded, 'orderBy', '-id'), 'slice', 1, 4)
    return sliced instanceof QuerySet ? 'QuerySet' : inspect(sliced)
  },
  'iterate two separate querysets': async user => {
    await readAll(ordered(user))
    await readAll(ordered(user))
    return null
  },
  'iterate the same queryset twice': afterReading(queryset => nothing(readAll(queryset))),
  'slice only': user => {
    call(ordered(user), 'slice', 2, 5)
    return null
  },
  'qs[3] twice, not evaluated': async user => {
    const queryset = ordered(user)
    return [await key(call(queryset, 'at', 3)), await key(call(queryset, 'at', 3))]
  },
  'list(qs) then qs[3]': afterReading(queryset => key(call(queryset, 'at', 3))),
  'list(qs) then qs[2:4]: a list, from the cache': afterReading(async queryset => [
    'list',
    await keys(call(queryset, 'slice', 2, 4) as DynamicQuerySet),
  ]),
  'list(qs) then count, exists, len, bool': afterReading(async queryset => [
    await call(queryset, 'count'),
    await call(queryset, 'exists'),
    (await queryset).length,
    (await queryset).length > 0,
  ]),
  'count and exists on a fresh queryset': async user => {
    const queryset = ordered(user)
    return [await call(queryset, 'count'), await call(queryset, 'exists')]
  },
  'bool(qs) fills the cache, then len': async user => {
    const queryset = ordered(user)
    return Math.max((await queryset).length, 0)
  },
  'repr(qs) (print) then len: repr does not fill the cache': async user => {
    const queryset = ordered(user)
    await call(queryset, 'inspect')
    return (await queryset).length
  },
  'list(qs) then repr': afterReading(queryset => nothing(call(queryset, 'inspect'))),
  'list(qs) then first()': afterReading(queryset => key(call(queryset, 'first'))),
  'list(qs) then last()': afterReading(queryset => key(call(queryset, 'last'))),
  'list(qs) then get(id=3)': afterReading(queryset => key(call(queryset, 'get', { id: 3 }))),
  'list(qs) then filter: new query': afterReading(async queryset => {
    const later = call(queryset, 'filter', { id__gt: 3 }) as DynamicQuerySet
    return (await later).length
  }),
  'list(qs) then all(): new query': afterReading(async queryset => {
    const again = call(queryset, 'all') as DynamicQuerySet
    return (await again).length
  }),
  'filter(id__in=[]): no query at all': user => keys(filtered(user, { id__in: [] })),
  'count over id__in=[]': user => call(filtered(user, { id__in: [] }), 'count'),
  'exists over id__in=[]': user => call(filtered(user, { id__in: [] }), 'exists'),
  'first over id__in=[]': user => key(call(filtered(user, { id__in: [] }), 'first')),
  'none()': user => keys(call(user.objects, 'none') as DynamicQuerySet),
  'slice [5:5]': user => keys(call(ordered(user), 'slice', 5, 5) as DynamicQuerySet),
  'slice [5:2]': user => keys(call(ordered(user), 'slice', 5, 2) as DynamicQuerySet),
  'filter(pk=None)': user => keys(filtered(user, { pk: null })),
  'update over id__in=[]': user => call(filtered(user, { id__in: [] }), 'update', { name: 'zz' }),
  'delete over id__in=[]': user => call(filtered(user, { id__in: [] }), 'delete'),
  'cached queryset does not see a later insert': async user => {
    const queryset = ordered(user)
    const before = await readAll(queryset)
    await newUser(user).save()
    const cached = [await readAll(queryset), await call(queryset, 'count')]
    return [before, ...cached, await call(user.objects, 'count')]
  },
  'update() drops the cache of its queryset': async user => {
    const queryset = filtered(user, { id__lte: 3 })
    await readAll(queryset)
    await call(queryset, 'update', { name: 'zz' })
    return (await queryset).map(row => (row as DynamicInstance).name)
  },
  'delete() drops the cache of its queryset': async user => {
    const queryset = filtered(user, { id__gt: 11 })
    await readAll(queryset)
    await call(queryset, 'delete')
    return keys(queryset)
  },
  'object membership': async user => {
    const queryset = ordered(user)
    const third = await key(call(user.objects, 'get', { pk: 3 }))
    return [(await keys(queryset)).includes(third), (await keys(queryset)).includes(third)]
  },
  'delete() of 3 rows: statements': user => call(filtered(user, { id__gt: 11 }), 'delete'),
  'save of a new object: statements': user => nothing(newUser(user).save()),
  'save with an existing pk: statements': user => nothing(newUser(user, { id: 4 }).save()),
  'save with an unknown pk: statements': user => nothing(newUser(user, { id: 100 }).save()),
  'get() with two matches: one query, with this tail': async (user, { db }) => {
    const [error, events] = await captured(db, () => refusal(call(user.objects, 'get', { name: 'dup' })))
    const text = events.map(event => formatStatement(event.sql, event.params)).join('\n')
    const quoted = text.replaceAll(db.backend.operations.quoteName('').slice(0, 1), '"')
    return [error, quoted.slice(quoted.indexOf('" WHERE'))]
  },
}

async function refusal(work: unknown): Promise<string> {
  try {
    await work
    return 'no error'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
