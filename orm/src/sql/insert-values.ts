import { FieldError, ValueError } from '../errors.ts'
import { Expression, walk } from '../expressions/expression.ts'
import { Null, Param } from '../expressions/param.ts'
import { Col } from '../expressions/references.ts'
import { NestedQuery } from '../expressions/subquery.ts'
import type { Field, Meta } from '../meta.ts'
import { Query } from './query.ts'
import { Cursor, Shape, ShapeWriter } from './shape.ts'

type Rows<V> = readonly (readonly V[])[]

/** Places for the literals of so many rows. */
export function literalRows(fields: readonly Field[], rowCount: number): Rows<Expression> {
  return Array.from({ length: rowCount }, (_, row) =>
    fields.map((field, column) => new Param(row * fields.length + column, field)),
  )
}

/** Separate the literals of rows, also of those inside expressions, from the places where they stand. */
export function bindRows(
  meta: Meta,
  fields: readonly Field[],
  rows: Rows<unknown>,
): { readonly cells: Rows<Expression>; readonly args: readonly unknown[] } {
  const shape = Shape.unkept(meta)
  const writer = new ShapeWriter('insert', { shape, args: [] })
  const cursor = new Cursor(0, shape)
  const query = new Query(meta)
  const cells = rows.map(row => row.map((value, i) => bindCell(query, fields[i] as Field, value, writer, cursor)))
  return { cells, args: writer.args }
}

function bindCell(query: Query, field: Field, value: unknown, writer: ShapeWriter, cursor: Cursor): Expression {
  if (value === null) return new Null()
  if (value instanceof Expression) {
    value.shape(writer)
    return insertable(query, field, value.freeze(cursor))
  }
  writer.value(value)
  return new Param(cursor.take(), field)
}

/** A new row has no values yet that an expression could be computed from. */
function insertable(query: Query, field: Field, expression: Expression): Expression {
  const resolved = expression.resolve({ query, allowJoins: false, reuse: null, summarize: false })
  if (resolved.containsAggregate) {
    throw new FieldError(`Aggregate functions are not allowed in this query (${field.name}).`)
  }
  if (![...walk(resolved)].some(readsColumn)) return resolved
  throw new ValueError(
    `Field '${field.name}' got an expression; those over fields of the row can only be used to update, not to insert.`,
  )
}

function readsColumn(node: Expression): boolean {
  return node instanceof Col || (node instanceof NestedQuery && node.query.externalColumns().length > 0)
}
