import type { LockOptions } from '../backends/backend.ts'
import { NotSupportedError, UsageError } from '../errors.ts'
import { ConditionExpression } from '../expressions/conditional.ts'
import { Expression, type OutputField } from '../expressions/expression.ts'
import { FieldReference } from '../expressions/references.ts'
import { TruncExpression, type TruncPart } from '../expressions/temporal.ts'
import { DATE, DATETIME } from '../expressions/types.ts'
import type { ForeignKeyField } from '../fields/foreign-key.ts'
import { QNode, qChildren } from '../q.ts'
import { aggregateQuery, countQuery, existsQuery } from './aggregation.ts'
import { type CombineConnector, combineQueries, setCombinator } from './combine.ts'
import { sameOfKeys } from './deletes-together.ts'
import { freezeQ, shapeQ } from './freeze.ts'
import { addAnnotation, groupForAggregates, refuseFieldName } from './grouping.ts'
import { addOrdering, type OrderInput, reverse as reverseOrder } from './ordering.ts'
import type { Combinator, Query } from './query.ts'
import { setDeferred, setOnly, setSelectRelated, setValues } from './selection.ts'
import { type Bound, Shape, ShapeWriter } from './shape.ts'
import { setUpdate, shapeChanges } from './update.ts'

/** What `filter()` and `exclude()` take. */
export type ConditionInput = Readonly<Record<string, unknown>> | QNode | Expression

/** Named expressions, as `annotate()` and `aggregate()` take them; a string is a field. */
export type ExpressionInputs = Readonly<Record<string, Expression | QNode | Bound>>

/** Restrict to rows for which every condition holds; one call speaks about one related row. */
export function filter(from: Bound, conditions: readonly ConditionInput[]): Bound {
  return restrict(from, 'filter', conditions, false)
}

/** Restrict to rows for which the conditions do not hold together. */
export function exclude(from: Bound, conditions: readonly ConditionInput[]): Bound {
  return restrict(from, 'exclude', conditions, true)
}

/** As {@link filter}, and let the next `filter()` share its joins: what a manager of related objects starts with. */
export function stickyFilter(from: Bound, conditions: readonly ConditionInput[]): Bound {
  return restrict(from, 'sticky', conditions, false)
}

/** As {@link filter}, over the joins of the calls before, too: what a Prefetch says of the objects that it loads for. */
export function sharingFilter(from: Bound, conditions: readonly ConditionInput[]): Bound {
  return restrict(from, 'sharing', conditions, false)
}

function restrict(from: Bound, operation: string, conditions: readonly ConditionInput[], negated: boolean): Bound {
  const children = conditions.length === 1 ? qChildren(conditions[0] as ConditionInput) : conditions.flatMap(qChildren)
  if (children.length === 0) return from
  if (from.shape.query.isSliced) throw new UsageError('Cannot filter a query once a slice has been taken.')
  from.shape.query.refuseAfterCombinator(operation === 'exclude' ? 'exclude' : 'filter')
  const writer = new ShapeWriter(operation, from)
  shapeQ(children, writer)
  return writer.end((query, cursor) => {
    const q = new QNode(freezeQ(children, cursor), 'AND', negated)
    if (operation === 'sharing') query.usedAliases = new Set(query.tables.joins.keys())
    return query.filtered(q, operation === 'sticky')
  })
}

/** A step whose token is plain text and which has no values. */
function plain<T>(from: Bound, operation: string, options: T, build: (query: Query, options: T) => void): Bound {
  const writer = new ShapeWriter(operation, from)
  if (options !== undefined) writer.text(JSON.stringify(options))
  return writer.end(query => {
    build(query, options)
    return query
  })
}

/** A step without values that makes another query. */
function turned(from: Bound, operation: string, build: (query: Query) => Query): Bound {
  return new ShapeWriter(operation, from).end(build)
}

/** Match nothing; no statement is sent. */
export function none(from: Bound): Bound {
  return plain(from, 'none', undefined, query => query.setEmpty())
}

/** Replace the order; no terms at all clear it. */
export function orderBy(from: Bound, terms: readonly OrderInput[]): Bound {
  if (from.shape.query.isSliced) throw new UsageError('Cannot reorder a query once a slice has been taken.')
  const writer = new ShapeWriter('order', from)
  for (const term of terms) shapeTerm(term, writer)
  return writer.end((query, cursor) => {
    query.clearOrdering(true, false)
    addOrdering(
      query,
      terms.map(term => (typeof term === 'string' ? term : term.freeze(cursor))),
    )
    return query
  })
}

function shapeTerm(term: OrderInput, writer: ShapeWriter): void {
  if (typeof term === 'string') writer.text(term)
  else term.shape(writer)
}

/** The same rows, without what only reading needs: related objects, and an order of rows that are not sliced. */
export function bare(from: Bound): Bound {
  return plain(from, 'bare', undefined, query => {
    setSelectRelated(query, null)
    query.clearOrdering(false, true)
  })
}

export function reverse(from: Bound): Bound {
  if (from.shape.query.isSliced) throw new UsageError('Cannot reverse a query once a slice has been taken.')
  return plain(from, 'reverse', undefined, reverseOrder)
}

/** Drop equal rows; with fields, keep the first row for each of their values. */
export function distinct(from: Bound, fields: readonly string[]): Bound {
  if (from.shape.query.isSliced) {
    throw new UsageError('Cannot create distinct fields once a slice has been taken.')
  }
  return plain(from, 'distinct', fields, query => {
    query.distinct = true
    query.distinctFields = fields
  })
}

/** Add computed values; with `select` false they can be used but are not returned. Later ones may name earlier ones. */
export function annotate(from: Bound, expressions: ExpressionInputs, select = true): Bound {
  const entries = Object.entries(expressions)
  const annotated = entries.reduce((bound, entry) => annotateOne(bound, entry, select), from)
  const names = entries.map(([name]) => name)
  const { annotations } = annotated.shape.query
  if (!names.some(name => annotations.get(name)?.containsAggregate)) return annotated
  return plain(annotated, 'group', names, query => groupForAggregates(query, names))
}

function annotateOne(from: Bound, [name, input]: readonly [string, unknown], select: boolean): Bound {
  const expression = asExpression(input)
  refuseFieldName(from.shape.query, name)
  from.shape.query.refuseAfterCombinator('annotate')
  const writer = new ShapeWriter(select ? 'annotate' : 'alias', from)
  writer.text(name)
  expression.shape(writer)
  return writer.end((query, cursor) => {
    addAnnotation(query, name, expression.freeze(cursor), select)
    return query
  })
}

/** Return the named columns, annotations and expressions instead of instances; no names = all columns. */
export function values(from: Bound, names: readonly string[], expressions: ExpressionInputs = {}): Bound {
  const bound = annotate(from, expressions)
  return plain(bound, 'values', [...names, ...Object.keys(expressions)], (query, all) => setValues(query, all))
}

/**
 * Take rows `low` to `high` (exclusive; null = open) of what is left.
 * Both are checked by the caller: not negative, not reversed.
 */
export function slice(from: Bound, low: number, high: number | null): Bound {
  const { offset, limit } = from.shape.query
  const oldLow = offset === null ? 0 : (from.args[offset] as number) // the position of an offset holds a number
  const oldHigh = limit === null ? null : oldLow + limit
  const newLow = oldHigh === null ? oldLow + low : Math.min(oldHigh, oldLow + low)
  const wished = high === null ? null : oldLow + high
  const newHigh = wished === null ? oldHigh : oldHigh === null ? wished : Math.min(oldHigh, wished)
  if (newHigh !== null && newHigh <= newLow) {
    return plain(from, 'slice:none', undefined, query => {
      query.setEmpty()
      query.isSliced = true
    })
  }
  return limited(from, newLow, newHigh)
}

function limited(from: Bound, low: number, high: number | null): Bound {
  if (low === 0 && high === null) return from
  const writer = new ShapeWriter('slice', from)
  const limit = high === null ? null : high - low
  if (low > 0) writer.value(low)
  if (limit !== null) writer.text(String(limit))
  return writer.end((query, cursor) => {
    query.offset = low > 0 ? cursor.take() : null
    query.limit = limit
    query.isSliced = true
    return query
  })
}

/** Turn the slice of all rows into one of every group, to which conditions may be added again. */
export function slicePerGroup(from: Bound, group: string): Bound {
  return plain(from, 'per group', group, query => {
    query.slicePerGroup = { group, offset: query.offset, limit: query.limit }
    query.clearLimits()
  })
}

/** Load related objects with the rows: paths, `true` for every foreign key that is not null, `null` for none. */
export function selectRelated(from: Bound, paths: readonly string[] | true | null): Bound {
  return plain(from, 'related', paths, setSelectRelated)
}

/** Load only these fields; the others come when asked for. */
export function only(from: Bound, fields: readonly string[]): Bound {
  return plain(from, 'only', fields, setOnly)
}

/** Load these fields later; null = load everything again. */
export function defer(from: Bound, fields: readonly string[] | null): Bound {
  return plain(from, 'defer', fields, setDeferred)
}

/** `left & right` and `left | right` of QuerySets of one model. */
export function combine(from: Bound, other: Bound, connector: CombineConnector): Bound {
  if (connector === 'OR') {
    const [left, right] = [filterable(from), filterable(other)]
    if (left !== from || right !== other) return combine(left, right, connector)
  }
  const writer = new ShapeWriter(`combine${connector}`, from)
  writer.bound(other)
  return writer.end((query, cursor) => {
    const right = other.shape.query.shifted(cursor.take(other.args.length))
    combineQueries(query, right, connector)
    return query
  })
}

/** UNION, INTERSECT or EXCEPT with other QuerySets; `all` keeps duplicates. */
export function setOperation(from: Bound, combinator: Combinator, others: readonly Bound[], all: boolean): Bound {
  const writer = new ShapeWriter(`${combinator}${all ? ':all' : ''}`, from)
  for (const other of others) writer.bound(other)
  return writer.end((query, cursor) => {
    const parts = others.map(other => other.shape.query.shifted(cursor.take(other.args.length)))
    return setCombinator(query, combinator, parts, all)
  })
}

/** Distinct dates of a field, cut to `kind`, as plain values. */
export function dates(from: Bound, field: string, kind: TruncPart, descending: boolean): Bound {
  return truncated(from, field, kind, descending, DATE)
}

/** Distinct datetimes of a field, cut to `kind` in the current time zone, as plain values. */
export function datetimes(from: Bound, field: string, kind: TruncPart, descending: boolean): Bound {
  return truncated(from, field, kind, descending, DATETIME)
}

function truncated(from: Bound, field: string, kind: TruncPart, descending: boolean, output: OutputField): Bound {
  const source = new FieldReference(field)
  const named = annotate(from, { datefield: new TruncExpression(source, kind, output), plain_field: source })
  const chosen = distinct(values(named, ['datefield']), [])
  const present = filter(chosen, [{ plain_field__isnull: false }])
  return orderBy(present, [descending ? '-datefield' : 'datefield'])
}

/** Lock the rows until the transaction ends, where the database can. */
export function selectForUpdate(from: Bound, options: LockOptions): Bound {
  return plain(from, 'lock', options, query => {
    query.lock = options
  })
}

/** The query of `count()`: one row, one number. */
export function count(from: Bound): Bound {
  return turned(from, 'count', countQuery)
}

/** The query of `exists()`: one row or none. */
export function exists(from: Bound): Bound {
  return turned(from, 'exists', existsQuery)
}

/** The query of `aggregate()`: one row with a column for each expression, in their order. */
export function aggregate(from: Bound, expressions: ExpressionInputs): Bound {
  const entries = Object.entries(expressions).map(([name, input]) => [name, asExpression(input)] as const)
  if (from.shape.query.distinctFields.length) {
    throw new NotSupportedError('aggregate() after distinct(fields) is not implemented.')
  }
  const writer = new ShapeWriter('aggregate', from)
  for (const [name, expression] of entries) {
    writer.text(name)
    expression.shape(writer)
  }
  return writer.end((query, cursor) => {
    return aggregateQuery(
      query,
      entries.map(([name, expression]) => [name, expression.freeze(cursor)] as const),
    )
  })
}

/** The statement of `update()`: field names to values, expressions or related instances. */
export function update(from: Bound, changes: Readonly<Record<string, unknown>>): Bound {
  const writer = new ShapeWriter('update', from)
  shapeChanges(from.shape.query, changes, writer)
  return writer.end((query, cursor) => {
    setUpdate(query, changes, cursor)
    return query
  })
}

/** The statement of a deletion without cascades: `DELETE FROM table WHERE …`. */
export function remove(from: Bound): Bound {
  return plain(from, 'delete', undefined, query => {
    query.kind = 'delete'
  })
}

/** The rows that point by one of these keys at other rows, of which only what the keys refer to is asked: by their own columns. */
export function pointing(from: Bound, keys: readonly ForeignKeyField[], at: Bound): Bound {
  const writer = new ShapeWriter('pointing', from)
  for (const key of keys) writer.text(key.name)
  writer.bound(at)
  return writer.end((query, cursor) => {
    const { where } = at.shape.query.shifted(cursor.take(at.args.length))
    query.where = sameOfKeys(where, keys, query.tables.initial(query.meta))
    return query
  })
}

/** One statement that deletes rows, and before them others, all as they are found before it. */
export function removeTogether(from: Bound, before: readonly Bound[]): Bound {
  const writer = new ShapeWriter('delete together', from)
  for (const other of before) writer.bound(other)
  return writer.end((query, cursor) => {
    query.kind = 'delete'
    query.deletedBefore = before.map(({ shape, args }) => {
      const other = shape.query.shifted(cursor.take(args.length))
      other.kind = 'delete'
      return other
    })
    return query
  })
}

/** A slice cannot be combined; the rows with its keys can. */
function filterable(bound: Bound): Bound {
  if (!bound.shape.query.isSliced) return bound
  const keys = { shape: bound.shape, args: bound.args }
  return filter({ shape: Shape.root(bound.shape.query.meta), args: [] }, [{ pk__in: keys }])
}

function asExpression(value: unknown): Expression {
  if (value instanceof Expression) return value
  if (value instanceof QNode) return new ConditionExpression(value)
  throw new UsageError(`An expression is needed here, not ${typeof value}.`)
}
