import { decodeCondition } from './conditions.ts'
import { call, type DynamicQuerySet, make } from './dynamic.ts'
import { decodeExpression, decodeExpressions } from './expressions.ts'
import { isObject, type Json, type JsonObject, type Query, type Step, Unsupported } from './format.ts'
import { camelCase } from './names.ts'
import type { Session } from './session.ts'

/** Build the QuerySet that a query of the file describes, without reading it. */
export function buildQuery(query: Query, session: Session): DynamicQuerySet {
  return applySteps(call(managerOf(query, session), 'all'), query.steps ?? [], session)
}

/** As {@link buildQuery}, but the manager itself where there are no steps: what it creates belongs to its object. */
export function buildTarget(query: Query, session: Session): DynamicQuerySet {
  return query.steps?.length ? buildQuery(query, session) : (managerOf(query, session) as DynamicQuerySet)
}

function managerOf(query: Query, session: Session): unknown {
  if (query.$var === undefined) return session.model(query.model).objects
  return session.variable(query.$var)[session.world.names.toOurs(query.related ?? '')]
}

/** Apply steps in the order given; an error of the QuerySet comes out at the step that causes it. */
export function applySteps(start: unknown, steps: readonly Step[], session: Session): DynamicQuerySet {
  return steps.reduce((queryset, step) => applyStep(queryset, step, session), start) as DynamicQuerySet
}

function applyStep(queryset: unknown, step: Step, session: Session): unknown {
  const [name, argument = null] = Object.entries(step)[0] ?? []
  const apply = name === undefined ? undefined : STEPS[name]
  if (apply === undefined) throw new Unsupported(`step ${name}`)
  return apply(queryset, argument, session)
}

type Apply = (queryset: unknown, argument: Json, session: Session) => unknown

const STEPS: Readonly<Record<string, Apply>> = {
  filter: (qs, condition, session) => call(qs, 'filter', decodeCondition(condition, session)),
  exclude: (qs, condition, session) => call(qs, 'exclude', decodeCondition(condition, session)),
  all: qs => call(qs, 'all'),
  none: qs => call(qs, 'none'),
  reverse: qs => call(qs, 'reverse'),
  order_by: (qs, terms, session) => call(qs, 'orderBy', ...list(terms).map(term => decodeOrder(term, session))),
  distinct: (qs, fields, session) => call(qs, 'distinct', ...paths(Array.isArray(fields) ? fields : [], session)),
  annotate: (qs, named, session) => annotate(qs, 'annotate', named, session),
  alias: (qs, named, session) => annotate(qs, 'alias', named, session),
  values: (qs, fields, session) => values(qs, fields, session),
  values_list: (qs, fields, session) => valuesList(qs, fields, session),
  slice: (qs, bounds) => call(qs, 'slice', ...list(bounds).map(bound => bound ?? undefined)),
  select_related: (qs, fields, session) => selectRelated(qs, fields, session),
  prefetch_related: (qs, lookups, session) =>
    lookups === null ? call(qs, 'prefetchRelated', null) : call(qs, 'prefetchRelated', ...prefetches(lookups, session)),
  only: (qs, fields, session) => call(qs, 'only', ...paths(fields, session)),
  defer: (qs, fields, session) => call(qs, 'defer', ...paths(fields, session)),
  union: (qs, argument, session) => union(qs, argument, session),
  intersection: (qs, argument, session) => call(qs, 'intersection', ...others(argument, session)),
  difference: (qs, argument, session) => call(qs, 'difference', ...others(argument, session)),
  combine_and: (qs, query, session) => call(qs, 'and', buildQuery(query as unknown as Query, session)),
  combine_or: (qs, query, session) => call(qs, 'or', buildQuery(query as unknown as Query, session)),
  dates: (qs, argument, session) => truncated(qs, 'dates', argument, session),
  datetimes: (qs, argument, session) => truncated(qs, 'datetimes', argument, session),
}

function list(json: Json): readonly Json[] {
  return Array.isArray(json) ? json : []
}

function paths(json: Json, session: Session): string[] {
  return list(json).map(path => session.world.names.toOurs(String(path)))
}

function annotate(queryset: unknown, method: 'annotate' | 'alias', named: Json, session: Session): unknown {
  return call(queryset, method, decodeExpressions(named as JsonObject, session))
}

function values(queryset: unknown, argument: Json, session: Session): unknown {
  if (!isObject(argument)) return call(queryset, 'values', ...paths(argument, session))
  const expressions = decodeExpressions((argument.exprs ?? {}) as JsonObject, session)
  return call(queryset, 'values', ...paths(argument.fields ?? [], session), expressions)
}

function valuesList(queryset: unknown, argument: Json, session: Session): unknown {
  if (!isObject(argument)) return call(queryset, 'valuesList', ...paths(argument, session))
  const options = { flat: argument.flat === true }
  return call(queryset, 'valuesList', ...paths(argument.fields ?? [], session), options)
}

function selectRelated(queryset: unknown, fields: Json, session: Session): unknown {
  if (fields === null) return call(queryset, 'selectRelated', null)
  return call(queryset, 'selectRelated', ...(fields === true ? [] : paths(fields, session)))
}

function prefetches(lookups: Json, session: Session): unknown[] {
  return list(lookups).map(lookup =>
    isObject(lookup) ? decodePrefetch(lookup, session) : session.world.names.toOurs(String(lookup)),
  )
}

function decodePrefetch(prefetch: JsonObject, session: Session): unknown {
  const options: Record<string, unknown> = {}
  const { names } = session.world
  if (prefetch.queryset) options.queryset = buildQuery(prefetch.queryset as unknown as Query, session)
  if (prefetch.to_attr) options.toAttr = names.toOurs(String(prefetch.to_attr))
  return make('Prefetch', names.toOurs(String(prefetch.$prefetch)), options)
}

function others(argument: Json, session: Session): DynamicQuerySet[] {
  const queries = (argument as JsonObject).queries as unknown as readonly Query[]
  return queries.map(query => buildQuery(query, session))
}

function union(queryset: unknown, argument: Json, session: Session): unknown {
  const all = (argument as JsonObject).all === true
  return call(queryset, 'union', ...others(argument, session), ...(all ? [{ all: true }] : []))
}

function truncated(queryset: unknown, method: 'dates' | 'datetimes', argument: Json, session: Session): unknown {
  const [field, kind, direction] = list(argument)
  const { names } = session.world
  return call(queryset, method, names.toOurs(String(field)), camelCase(String(kind)), ...(direction ? [direction] : []))
}

function decodeOrder(term: Json, session: Session): unknown {
  if (!isObject(term)) return session.world.names.toOurs(String(term))
  const nulls = term.nulls_first ? ['first'] : term.nulls_last ? ['last'] : []
  const expression = decodeExpression(term.$order ?? null, session)
  return call(expression, term.desc ? 'desc' : 'asc', ...nulls)
}
