import type { Backend } from '../backends/backend.ts'
import type { ColumnType, Introspection, LiveColumn, LiveTable } from '../backends/introspection.ts'
import type { SchemaEditor } from '../backends/schema-editor.ts'
import type { Column, Index, Table } from '../backends/table.ts'

/** Says where the tables of a database are others than those that migrations would have made. */
export class TableComparison {
  readonly #introspection: Introspection
  readonly #editor: SchemaEditor

  constructor(backend: Backend, introspection: Introspection) {
    this.#introspection = introspection
    this.#editor = backend.schemaEditor(() => [])
  }

  /** One sentence for each difference; none where the tables do. */
  async differences(tables: Iterable<Table>): Promise<string[]> {
    const present = new Set(await this.#introspection.tableNames())
    const found: string[] = []
    for (const table of tables) {
      if (present.has(table.name)) found.push(...this.#compare(table, await this.#introspection.table(table.name)))
      else found.push(`table ${table.name} is missing`)
    }
    return found
  }

  /** Checks are compared by name: databases rewrite their conditions. */
  #compare(table: Table, live: LiveTable): string[] {
    const columns = table.columns.flatMap(column => this.#compareColumn(table, column, live))
    const strangers = live.columns.filter(
      ({ name, null: nullable, default: preset }) =>
        !nullable && preset === undefined && !table.columns.some(column => column.name === name),
    )
    return [
      ...columns,
      ...strangers.map(
        ({ name }) => `${live.name}.${name} is unknown to the models, and rows cannot be added without it`,
      ),
      ...table.indexes
        .filter(index => index.unique && !hasUnique(live, index))
        .map(index => missingUnique(live, index)),
      ...table.checks
        .filter(({ name }) => !live.checks.some(check => check.name === name))
        .map(({ name, sql }) => `${live.name} has no check ${name}: ${sql}`),
    ]
  }

  #compareColumn(table: Table, column: Column, live: LiveTable): string[] {
    const where = `${table.name}.${column.name}`
    const found = live.columns.find(({ name }) => name === column.name)
    if (found === undefined) return [`column ${where} is missing`]
    return [
      ...this.#compareType(where, column, found),
      ...(column.null && !found.null ? [`${where} may not be NULL, but may by its field`] : []),
      ...(!column.null && found.null ? [`${where} may be NULL, but may not by its field`] : []),
      ...(column.primaryKey && !isKey(live, column.name) ? [`${where} is not the primary key`] : []),
      ...(column.references && !refers(live, column) ? [missingReference(where, column)] : []),
    ]
  }

  #compareType(where: string, column: Column, live: LiveColumn): string[] {
    const wanted = this.#editor.columnType(column)
    const one = comparable(this.#introspection.readType(wanted))
    const other = comparable(this.#introspection.readType(live.type))
    if (one === other || wanted.toLowerCase() === live.type.toLowerCase() || column.kind === live.kind) return []
    return [`${where} has the type ${live.type} instead of ${wanted}`]
  }
}

/** Types that hold the same values are equal, though a check beside them tells their kinds apart. */
function comparable(type: ColumnType): string {
  const kind = type.kind === 'positiveInteger' ? 'integer' : type.kind
  return JSON.stringify({ ...type, kind })
}

function isKey(live: LiveTable, column: string): boolean {
  return live.primaryKey.length === 1 && live.primaryKey[0] === column
}

function refers(live: LiveTable, column: Column): boolean {
  return live.foreignKeys.some(
    key =>
      key.columns.length === 1 &&
      key.columns[0] === column.name &&
      key.table === column.references?.table &&
      key.targets[0] === column.references.column,
  )
}

function missingReference(where: string, { references }: Column): string {
  return `${where} is no foreign key to ${references?.table}.${references?.column}`
}

/** A part of the rows is compared by columns alone: databases rewrite conditions. */
function hasUnique(live: LiveTable, index: Index): boolean {
  const names = (columns: Index['columns']) =>
    columns
      .map(({ name }) => name)
      .sort()
      .join()
  const wanted = names(index.columns)
  if (live.primaryKey.toSorted().join() === wanted) return true
  return live.indexes.some(
    other =>
      other.unique && names(other.columns) === wanted && (other.where === undefined) === (index.where === undefined),
  )
}

function missingUnique(live: LiveTable, index: Index): string {
  const columns = index.columns.map(({ name }) => name).join(', ')
  return `${live.name} does not keep ${columns} unique${index.where === undefined ? '' : ` where ${index.where}`}`
}
