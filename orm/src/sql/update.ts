import { FieldError, UsageError } from '../errors.ts'
import { Expression } from '../expressions/expression.ts'
import { Null, Param } from '../expressions/param.ts'
import { BoundQuery } from '../expressions/subquery.ts'
import type { Field, Meta } from '../meta.ts'
import { clearOrdering } from './ordering.ts'
import type { Query } from './query.ts'
import { type Cursor, isBound, type ShapeWriter } from './shape.ts'

type Changes = Readonly<Record<string, unknown>>

/** Write the token and the values of an update. @throws FieldError for what is no column of the model */
export function shapeChanges(query: Query, changes: Changes, writer: ShapeWriter): void {
  for (const name of Object.keys(changes)) {
    const value = changes[name]
    const field = changedField(query.meta, name)
    writer.text(field.name)
    if (value === undefined) throw new UsageError(`undefined is no value for '${name}'; leave it out, or use null.`)
    if (value instanceof Expression) value.shape(writer)
    else if (isBound(value)) writer.bound(value)
    else if (value === null) writer.mark('n')
    else writer.value(field.prepareSave(value))
  }
}

function changedField(meta: Meta, name: string): Field {
  const field = meta.find(name)
  if (field) return field
  if (!meta.names.has(name)) throw meta.unknownName(name)
  throw new FieldError(`Cannot update model field '${name}' (only non-relations and foreign keys permitted).`)
}

/** Turn a query into the update of its rows. */
export function setUpdate(query: Query, changes: Changes, cursor: Cursor): void {
  query.kind = 'update'
  clearOrdering(query, true, true)
  query.changes = Object.entries(changes).map(([name, value]) => {
    const field = changedField(query.meta, name)
    return { field, value: changeValue(query, field, value, cursor) }
  })
}

function changeValue(query: Query, field: Field, value: unknown, cursor: Cursor): Expression {
  if (value === null) return new Null()
  const nested = isBound(value) ? new BoundQuery(value) : value
  if (!(nested instanceof Expression)) return new Param(cursor.take(), field)
  const frozen = nested.freeze(cursor)
  const resolved = frozen.resolve({ query, allowJoins: false, reuse: null, summarize: false })
  if (resolved.containsAggregate) {
    throw new FieldError(`Aggregate functions are not allowed in this query (${field.name}).`)
  }
  if (!resolved.containsWindow) return resolved
  throw new FieldError(`Window expressions are not allowed in this query (${field.name}).`)
}
