import { createHash } from 'node:crypto'
import type { Backend } from '../backends/backend.ts'
import type { Check, Column, Index, Table } from '../backends/table.ts'
import type { RowCondition } from '../constraints.ts'
import { NotSupportedError, UsageError } from '../errors.ts'
import type { FieldKind } from '../fields/field.ts'
import { columnName } from '../names.ts'
import { conditionSqlOf } from './condition-sql.ts'
import type { FieldState, IndexState, ModelState, ProjectState } from './state.ts'

/** Longest name of an index that every database takes. */
const LONGEST_NAME = 60

/** The tables of all recorded models as a back end has them, automatic join tables included, by name. */
export function tablesOf(state: ProjectState, backend: Backend): Map<string, Table> {
  const tables = [...state.models.values()].flatMap(model => [
    tableOf(state, model, backend),
    ...joinTablesOf(state, model),
  ])
  return new Map(tables.map(table => [table.name, table]))
}

/** The table of one recorded model. */
function tableOf(state: ProjectState, model: ModelState, backend: Backend): Table {
  const sqlOf = (condition: RowCondition) => conditionSqlOf(state, model, condition, backend)
  const fields = Object.entries(model.fields).filter(([, field]) => field.kind !== 'manyToMany')
  return {
    name: model.table,
    columns: fields.map(([name, field]) => columnFor(state, name, field)),
    indexes: [
      ...fields.flatMap(([name, field]) => fieldIndex(model, name, field)),
      ...model.uniqueTogether.map(names => indexFor(model, { fields: names, unique: true })),
      ...model.indexes.map(index => ({ ...indexFor(model, index), ...whereOf(index, backend, sqlOf) })),
    ],
    checks: model.checks.map((check): Check => ({ name: check.name, sql: sqlOf(check.check) })),
  }
}

/** Column name of a recorded field. */
export function columnOfField(name: string, field: FieldState): string {
  return field.options.dbColumn ?? columnName(isForeignKey(field) ? `${name}Id` : name)
}

function columnFor(state: ProjectState, name: string, field: FieldState): Column {
  const { options } = field
  const target = isForeignKey(field) ? targetColumn(state, field) : undefined
  const column = {
    name: columnOfField(name, field),
    ...(target ? sizeOf(target.column) : sizeOf({ kind: field.kind as FieldKind, ...options })),
    null: options.null ?? false,
    primaryKey: options.primaryKey ?? false,
  }
  if (target === undefined || options.dbConstraint === false) return column
  return { ...column, references: { table: target.table, column: target.column.name } }
}

/** Kind and size, in a fixed order, so that equal columns are equal text. */
function sizeOf(from: Partial<Column> & { kind: FieldKind }): Pick<Column, 'kind' | 'maxLength'> {
  return {
    kind: from.kind,
    ...(from.maxLength !== undefined && { maxLength: from.maxLength }),
    ...(from.maxDigits !== undefined && { maxDigits: from.maxDigits }),
    ...(from.decimalPlaces !== undefined && { decimalPlaces: from.decimalPlaces }),
  }
}

function targetColumn(state: ProjectState, field: FieldState): { table: string; column: Column } {
  const model = state.model(String(field.options.to))
  const fields = Object.entries(model.fields)
  const { toField } = field.options
  const found = fields.find(([name, other]) => (toField === undefined ? other.options.primaryKey : name === toField))
  if (found === undefined)
    throw new UsageError(`Model ${model.name} has no field ${toField ?? 'that is the primary key'}`)
  const column = columnFor(state, ...found)
  return { table: model.table, column: { ...column, kind: keyKind(column.kind) } }
}

/** Keys are counted up in one table only; columns that refer to them hold plain integers. */
function keyKind(kind: FieldKind): FieldKind {
  if (kind === 'auto') return 'integer'
  return kind === 'bigAuto' ? 'bigInteger' : kind
}

function isForeignKey(field: FieldState): boolean {
  return field.kind === 'foreignKey' || field.kind === 'oneToOne'
}

/** The index that a field asks for by itself: unique ones, and foreign keys unless told otherwise. */
function fieldIndex(model: ModelState, name: string, field: FieldState): Index[] {
  const { unique, primaryKey, dbIndex } = field.options
  if (primaryKey) return []
  if (unique || field.kind === 'oneToOne') return [indexFor(model, { fields: [name], unique: true })]
  return (dbIndex ?? isForeignKey(field)) ? [indexFor(model, { fields: [name] })] : []
}

function indexFor(model: ModelState, index: IndexState): Index {
  const columns = index.fields.map(term => {
    const name = term.replace(/^-/, '')
    const field = model.fields[name]
    if (field === undefined) throw new UsageError(`An index of ${model.name} names '${name}', which is no field of it`)
    return { name: columnOfField(name, field), ...(term.startsWith('-') && { descending: true }) }
  })
  const names = columns.map(column => column.name + (column.descending ? '-' : ''))
  return {
    name: index.name ?? indexName(model.table, names, index.unique ? 'uniq' : 'idx'),
    columns,
    unique: index.unique ?? false,
  }
}

/** The rows that an index holds. Where it must hold all, one that only makes queries faster still does. */
function whereOf(
  { condition, unique, name, fields }: IndexState,
  backend: Backend,
  sqlOf: (condition: RowCondition) => string,
): Pick<Index, 'where'> {
  if (condition === undefined) return {}
  if (backend.features.supportsPartialIndexes) return { where: sqlOf(condition) }
  if (!unique) return {}
  throw new NotSupportedError(
    `${backend.name} cannot keep ${name ?? fields.join(', ')} unique among the rows alone that meet a condition`,
  )
}

/** Name an index after its table and columns; the digest keeps long names apart. */
function indexName(table: string, columns: readonly string[], suffix: string): string {
  const digest = createHash('sha256')
    .update(`${table}.${columns.join('.')}`)
    .digest('hex')
    .slice(0, 8)
  const readable = `${table}_${columns.join('_').replaceAll('-', '')}`
  return `${readable.slice(0, LONGEST_NAME - suffix.length - 10)}_${digest}_${suffix}`
}

/** Join tables of the many-to-many fields that have no model of their own for it. */
function joinTablesOf(state: ProjectState, model: ModelState): Table[] {
  return Object.values(model.fields)
    .filter(field => field.kind === 'manyToMany' && field.options.through === undefined)
    .map(field => joinTable(state, model, field))
}

function joinTable(state: ProjectState, model: ModelState, field: FieldState): Table {
  const { dbTable, columns = [], dbConstraint } = field.options
  if (dbTable === undefined) throw new UsageError(`A many-to-many field of ${model.name} is recorded without its table`)
  const sides = [model.name, String(field.options.to)].map((to, side) => {
    const key: FieldState = {
      kind: 'foreignKey',
      options: { to, dbColumn: String(columns[side]), ...(dbConstraint === false && { dbConstraint }) },
    }
    return columnFor(state, '', key)
  })
  const names = sides.map(column => column.name)
  const index = (parts: string[], unique: boolean): Index => ({
    name: indexName(dbTable, parts, unique ? 'uniq' : 'idx'),
    columns: parts.map(name => ({ name })),
    unique,
  })
  return {
    name: dbTable,
    columns: [{ name: 'id', kind: 'auto', null: false, primaryKey: true }, ...sides],
    indexes: [...names.map(name => index([name], false)), index(names, true)],
    checks: [],
  }
}
