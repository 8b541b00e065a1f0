import { decodeCondition, decodeLookups } from './conditions.ts'
import { call, type DynamicInstance, type DynamicQuerySet, isInstance } from './dynamic.ts'
import { decodeExpressions, decodeOperand } from './expressions.ts'
import { isObject, type Json, type JsonObject, Unsupported } from './format.ts'
import { encodeRow, readAttributes } from './rows.ts'
import type { Session } from './session.ts'
import { decodeValue } from './values.ts'

type Operation = (queryset: DynamicQuerySet, args: Json, session: Session) => Promise<unknown>

/** Operations that change the tables; each runs on a fresh copy of the data. */
export const WRITING: ReadonlySet<string> = new Set([
  'update',
  'delete',
  'create',
  'get_or_create',
  'update_or_create',
  'bulk_create',
  'bulk_update',
  'script',
])

/** Evaluate a QuerySet by an operation of the format and write the answer as the file does. */
export function evaluate(queryset: DynamicQuerySet, op: string, args: Json, session: Session): Promise<unknown> {
  const operation = OPERATIONS[op]
  if (operation === undefined) throw new Unsupported(`operation ${op}`)
  return operation(queryset, args, session)
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  list: async (queryset, _, session) => encodeRow(await queryset, session),
  iterator: async (queryset, _, session) => {
    const rows: unknown[] = []
    const read = call(queryset, 'iterator', { chunkSize: 2000 }) as AsyncIterable<unknown>
    for await (const row of read) rows.push(encodeRow(row, session))
    return rows
  },
  objects: async (queryset, args, session) => {
    const paths = (args as JsonObject).attrs as readonly string[]
    const rows: unknown[] = []
    for (const row of await queryset) rows.push(await readAttributes(row, paths, session))
    return rows
  },
  count: async queryset => call(queryset, 'count'),
  exists: async queryset => call(queryset, 'exists'),
  len: async queryset => (await queryset).length,
  bool: async queryset => (await queryset).length > 0,
  first: async (queryset, _, session) => encodeRow(await call(queryset, 'first'), session),
  last: async (queryset, _, session) => encodeRow(await call(queryset, 'last'), session),
  latest: async (queryset, args, session) =>
    encodeRow(await call(queryset, 'latest', ...fields(args, session)), session),
  earliest: async (queryset, args, session) =>
    encodeRow(await call(queryset, 'earliest', ...fields(args, session)), session),
  get: async (queryset, args, session) =>
    encodeRow(await call(queryset, 'get', decodeCondition(args, session)), session),
  index: async (queryset, args, session) => encodeRow(await call(queryset, 'at', args), session),
  in_bulk: async (queryset, args, session) => inBulk(queryset, args, session),
  aggregate: async (queryset, args, session) =>
    encodeRow(await call(queryset, 'aggregate', decodeExpressions(args as JsonObject, session)), session),
  update: async (queryset, args, session) => call(queryset, 'update', decodeLookups(args as JsonObject, session)),
  delete: async queryset => call(queryset, 'delete'),
  create: async (queryset, args, session) =>
    encodeRow(await call(queryset, 'create', decodeLookups(args as JsonObject, session)), session),
  get_or_create: async (queryset, args, session) => orCreate(queryset, 'getOrCreate', args, session),
  update_or_create: async (queryset, args, session) => orCreate(queryset, 'updateOrCreate', args, session),
  bulk_create: async (queryset, args, session) => bulkCreate(queryset, args as JsonObject, session),
  bulk_update: async (queryset, args, session) => bulkUpdate(queryset, args as JsonObject, session),
}

function fields(args: Json, session: Session): string[] {
  return (Array.isArray(args) ? args : []).map(field => session.world.names.toOurs(String(field)))
}

async function inBulk(queryset: DynamicQuerySet, args: Json, session: Session): Promise<unknown> {
  const { ids, field } = isObject(args) ? args : {}
  const options = field === undefined ? {} : { fieldName: session.world.names.toOurs(String(field)) }
  const found = (await call(queryset, 'inBulk', decodeValue(ids ?? null) ?? undefined, options)) as ReadonlyMap<
    unknown,
    unknown
  >
  const pairs = [...found].map(([key, row]) => [key, encodeRow(row, session)])
  return pairs.sort(([a], [b]) => (typeof a === 'number' ? a - Number(b) : String(a) < String(b) ? -1 : 1))
}

async function orCreate(queryset: DynamicQuerySet, method: string, args: Json, session: Session): Promise<unknown> {
  const { where, defaults } = args as { where: JsonObject; defaults?: JsonObject }
  const answer = await call(queryset, method, decodeLookups(where, session), decodeLookups(defaults ?? {}, session))
  const [row, created] = answer as readonly [DynamicInstance, boolean]
  return { pk: row.pk, created }
}

async function bulkCreate(queryset: DynamicQuerySet, args: JsonObject, session: Session): Promise<number> {
  const model = queryset.model as new (values: object) => DynamicInstance
  const rows = args.rows as readonly JsonObject[]
  const objects = rows.map(row => new model(decodeLookups(row, session)))
  const options: Record<string, unknown> = {}
  if (args.batch_size != null) options.batchSize = args.batch_size
  if (args.ignore_conflicts) options.ignoreConflicts = true
  return ((await call(queryset, 'bulkCreate', objects, options)) as readonly unknown[]).length
}

/** The format counts the objects given; Django 4 and this package answer the number of rows matched. */
async function bulkUpdate(queryset: DynamicQuerySet, args: JsonObject, session: Session): Promise<number> {
  const objects: DynamicInstance[] = []
  for (const [pk, values] of args.rows as readonly (readonly [Json, JsonObject])[]) {
    const object = await call(queryset, 'get', { pk: decodeOperand(pk, session) })
    if (isInstance(object)) objects.push(Object.assign(object, decodeLookups(values, session)))
  }
  await call(queryset, 'bulkUpdate', objects, fields(args.fields ?? [], session))
  return objects.length
}
