import type { Backend } from '../backends/backend.ts'
import { type Expression, walk } from '../expressions/expression.ts'
import { Param } from '../expressions/param.ts'
import { Col } from '../expressions/references.ts'
import { NestedQuery } from '../expressions/subquery.ts'
import { In } from '../lookups/list.ts'
import type { Field, Meta } from '../meta.ts'
import { conditionSql } from './compile-select.ts'
import type { Compiled } from './compiled.ts'
import { Compiler } from './compiler.ts'
import { clearOrdering } from './ordering.ts'
import { Query } from './query.ts'
import { EmptyResultSet } from './result-set.ts'
import { WhereNode } from './where.ts'

/** `UPDATE table SET … WHERE …`. */
export function compileUpdate(query: Query, compiler: Compiler): string {
  const where = whereOfWrite(query, compiler)
  const changes = query.changes.map(
    ({ field, value }) => `${compiler.quote(field.column)} = ${storedSql(field, value, compiler)}`,
  )
  if (changes.length === 0) throw new EmptyResultSet()
  const table = compiler.backend.operations.updatedTable(compiler.quote(query.meta.table), where)
  const text = `UPDATE ${table} SET ${changes.join(', ')}`
  return where ? `${text} WHERE ${where}` : text
}

/** What is written into a column: a literal as the column stores it, everything else as it is computed. */
function storedSql(field: Field, value: Expression | undefined, compiler: Compiler): string {
  if (!value) throw new Error(`A row lacks a value for ${field}.`)
  return value instanceof Param ? compiler.param(value.index, compiler.encoder(field.kind)) : value.compile(compiler)
}

/** `DELETE FROM table WHERE …`. */
export function compileDelete(query: Query, compiler: Compiler): string {
  const where = whereOfWrite(query, compiler)
  const text = compiler.backend.operations.deleteFrom(compiler.quote(query.meta.table))
  return where ? `${text} WHERE ${where}` : text
}

/** The condition of a write; one over other tables, groups or slices becomes a subquery of keys. */
function whereOfWrite(query: Query, compiler: Compiler): string {
  if (query.tables.active === 0) query.tables.initial(query.meta)
  const simple = query.tables.active === 1 && !needsRows(query)
  const readsFreely = compiler.backend.features.updateCanSelfSelect || !hasSubquery(query.where)
  if (simple && readsFreely) return conditionSql(query.where, compiler)
  const base = new Query(query.meta)
  const alias = base.tables.initial(query.meta)
  const keys = keysOf(query).resolvedIn({ query: base, allowJoins: true, reuse: null, summarize: false })
  const where = new WhereNode([new In(new Col(alias, query.meta.pk), new NestedQuery(keys))])
  return conditionSql(where, compiler)
}

/** Whether a query stands in a condition otherwise than behind IN, which sets its rows off itself. */
function hasSubquery(where: WhereNode): boolean {
  return [...walk(where)].some(
    node => !(node instanceof In) && node.children.some(child => child instanceof NestedQuery),
  )
}

/** Whether only reading the rows tells which ones are meant. */
function needsRows({ where, isSliced, combinator }: Query): boolean {
  return where.containsAggregate || where.containsWindow || isSliced || combinator !== null
}

function keysOf(query: Query): Query {
  const keys = query.clone()
  keys.kind = 'select'
  keys.changes = []
  keys.lock = null
  clearOrdering(keys, false, true)
  const grouped = keys.groupBy !== null
  keys.clearSelect()
  keys.addFields(['pk'])
  if (grouped) keys.groupBy = keys.select.map(column => column.expression)
  return keys
}

export interface InsertOptions {
  /** Leave out rows that a unique constraint refuses. */
  readonly ignoreConflicts?: boolean
  /** Update these columns of the row that stands in the way. */
  readonly updateConflicts?: { readonly unique: readonly Field[]; readonly update: readonly Field[] }
  /** Columns to return of every row, where the database can. */
  readonly returning?: readonly Field[]
}

/** `INSERT` of rows; each has an expression for every field, in their order. */
export function compileInsert(
  meta: Meta,
  fields: readonly Field[],
  rows: readonly (readonly Expression[])[],
  backend: Backend,
  options: InsertOptions = {},
): Compiled {
  const compiler = new Compiler(backend, new Query(meta))
  const { operations } = backend
  const tuples = rows.map(row => `(${fields.map((field, i) => storedSql(field, row[i], compiler)).join(', ')})`)
  const table = compiler.quote(meta.table)
  const columns = fields.map(field => compiler.quote(field.column))
  const values = fields.length
    ? `(${columns.join(', ')}) VALUES ${tuples.join(', ')}`
    : operations.emptyRows(compiler.quote(meta.pk.column), rows.length)
  const sql = operations.insert(`INTO ${table} ${values}`, {
    columns,
    ignoreConflicts: options.ignoreConflicts ?? false,
    unique: options.updateConflicts?.unique.map(field => compiler.quote(field.column)) ?? [],
    update: options.updateConflicts?.update.map(field => compiler.quote(field.column)) ?? [],
    returning: options.returning?.map(field => compiler.quote(field.column)) ?? [],
  })
  const returned = (options.returning ?? []).map(field => ({
    name: field.attname,
    decode: operations.decoder(field.kind),
  }))
  const plan = { columns: returned, model: null, annotations: [] }
  return { ...compiler.finish(sql), empty: false, emptyRow: null, rows: plan }
}
