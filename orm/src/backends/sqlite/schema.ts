import { IntegrityError } from '../../errors.ts'
import type { SqlValue } from '../backend.ts'
import { SchemaEditor } from '../schema-editor.ts'
import type { Column, Table, TableHints } from '../table.ts'
import type { TableDiff } from '../table-diff.ts'
import { alteredDefinitions, isInline } from './altered-definitions.ts'
import { columnTypes } from './column-types.ts'
import { readTableText } from './table-text.ts'

/** Changes tables of SQLite, where most changes mean building the table anew (https://www.sqlite.org/lang_altertable.html). */
export class SqliteSchemaEditor extends SchemaEditor {
  protected override readonly types = columnTypes
  protected override readonly foreignKeysInline = true

  override quote(name: string): string {
    return `"${name.replaceAll('"', '""')}"`
  }

  override literal(value: SqlValue): string {
    if (value === null) return 'NULL'
    if (typeof value === 'boolean') return value ? '1' : '0'
    if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
    if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`
    return String(value)
  }

  protected override columnConstraints(column: Column): string {
    const autoincrement = column.kind === 'auto' || column.kind === 'bigAuto' ? ' AUTOINCREMENT' : ''
    return `${super.columnConstraints(column)}${column.primaryKey ? autoincrement : ''}`
  }

  override async alterTable(before: Table, after: Table, hints: TableHints = {}): Promise<void> {
    const diff = this.diff(before, after, hints)
    const name = this.quote(after.name)
    for (const [from, to] of diff.renamedColumns) {
      await this.run(`ALTER TABLE ${name} RENAME COLUMN ${this.quote(from)} TO ${this.quote(to)}`)
    }
    const rebuilds = needsRebuild(diff, hints) || diff.droppedIndexes.some(isInline)
    const renamed = diff.renamedIndexes.filter(([old]) => rebuilds || !isInline(old))
    for (const index of [...diff.droppedIndexes, ...renamed.map(([old]) => old)]) {
      if (!isInline(index)) await this.run(this.dropIndexSql(after.name, index))
    }
    if (rebuilds) await this.#rebuild(after, diff, hints)
    else await this.#addColumns(name, diff)
    for (const index of [...diff.addedIndexes, ...renamed.map(([, fresh]) => fresh)]) {
      await this.run(this.createIndexSql(after.name, index))
    }
  }

  /** Foreign keys are off while tables are built anew; here every one is looked at. */
  override async finish(): Promise<void> {
    await super.finish()
    const violations = await this.run('PRAGMA foreign_key_check')
    const [first] = violations
    if (first === undefined) return
    throw new IntegrityError(`Row ${first[1]} of ${first[0]} refers to a row of ${first[2]} that does not exist`, {
      constraint: 'foreignKey',
    })
  }

  async #addColumns(table: string, diff: TableDiff): Promise<void> {
    for (const column of diff.addedColumns) await this.run(`ALTER TABLE ${table} ADD COLUMN ${this.columnSql(column)}`)
  }

  /**
   * Build the table anew beside the old one, copy the rows, and put it in its place, with what belonged to it. Whatever
   * the change does not concern stays as it is written, also what the models know nothing of.
   */
  async #rebuild(after: Table, diff: TableDiff, hints: TableHints): Promise<void> {
    const name = this.quote(after.name)
    const fresh = `new__${after.name}`
    const attached = await this.#attachedObjects(after.name, diff)
    await this.run(await this.#freshTableSql(fresh, after, diff))
    await this.run(await this.#copySql(after, fresh, diff, hints))
    await this.#carrySequence(after.name, fresh)
    await this.run(`DROP TABLE ${name}`)
    await this.run(`ALTER TABLE ${this.quote(fresh)} RENAME TO ${name}`)
    for (const sql of attached) await this.run(sql)
  }

  async #freshTableSql(fresh: string, after: Table, diff: TableDiff): Promise<string> {
    const [[sql] = []] = await this.run(
      `SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ${this.literal(after.name)} COLLATE NOCASE`,
    )
    const text = sql === undefined ? undefined : readTableText(String(sql))
    // Statements that are written down and not run see no table.
    if (text === undefined) return this.createTableSql({ ...after, name: fresh })
    const parts = alteredDefinitions(text.definitions, after, diff, {
      column: column => this.columnSql(column),
      check: check => this.checkSql(check),
    })
    return `CREATE TABLE ${this.quote(fresh)} (${parts.join(', ')})${text.options}`
  }

  /** Indexes and triggers go with their table; those that stay are written down here to be made again. */
  async #attachedObjects(table: string, diff: TableDiff): Promise<string[]> {
    const dropped = diff.droppedColumns.map(column => this.literal(column.name)).join(', ')
    const rows = await this.run(
      `SELECT sql FROM sqlite_schema AS object WHERE tbl_name = ${this.literal(table)} AND type IN ('index', 'trigger') AND sql IS NOT NULL` +
        ` AND NOT EXISTS (SELECT 1 FROM pragma_index_info(object.name) AS part WHERE part.name IN (${dropped}))`,
    )
    return rows.map(([sql]) => String(sql))
  }

  async #copySql(after: Table, fresh: string, diff: TableDiff, hints: TableHints): Promise<string> {
    const added = new Set(diff.addedColumns.map(column => column.name))
    const columns = after.columns.filter(column => !added.has(column.name) || hints.fill?.has(column.name))
    const unknown = await this.#unknownColumns(after, diff)
    const sources = columns.map(column => this.#sourceOf(column, added.has(column.name), hints))
    const names = columns.map(column => this.quote(column.name))
    return `INSERT INTO ${this.quote(fresh)} (${[...names, ...unknown].join(', ')}) SELECT ${[...sources, ...unknown].join(', ')} FROM ${this.quote(after.name)}`
  }

  /** Columns of which the models know nothing; their values come along, but for those that are computed. */
  async #unknownColumns(after: Table, diff: TableDiff): Promise<string[]> {
    const known = new Set([...after.columns, ...diff.droppedColumns].map(column => column.name.toLowerCase()))
    const rows = await this.run(`SELECT name FROM pragma_table_xinfo(${this.literal(after.name)}) WHERE hidden = 0`)
    const names = rows.map(([name]) => String(name))
    return names.filter(name => !known.has(name.toLowerCase())).map(name => this.quote(name))
  }

  #sourceOf(column: Column, isNew: boolean, hints: TableHints): string {
    const fill = hints.fill?.get(column.name)
    if (fill === undefined) return this.quote(column.name)
    return isNew ? this.literal(fill) : `coalesce(${this.quote(column.name)}, ${this.literal(fill)})`
  }

  /** Keep the counter of AUTOINCREMENT, so that keys of deleted rows are not handed out again. */
  async #carrySequence(from: string, to: string): Promise<void> {
    const tables = await this.run("SELECT name FROM sqlite_schema WHERE name = 'sqlite_sequence'")
    if (tables.length === 0) return
    const [old, fresh] = [this.literal(from), this.literal(to)]
    await this.run(`DELETE FROM sqlite_sequence WHERE name = ${fresh}`)
    await this.run(
      `INSERT INTO sqlite_sequence (name, seq) SELECT ${fresh}, seq FROM sqlite_sequence WHERE name = ${old}`,
    )
  }
}

/** ALTER TABLE can add a column that is NULL in every row; all else is built anew. */
function needsRebuild(diff: TableDiff, hints: TableHints): boolean {
  const isSimple = (column: Column) => column.null && !column.primaryKey && !hints.fill?.has(column.name)
  return (
    diff.droppedColumns.length > 0 ||
    diff.alteredColumns.length > 0 ||
    diff.addedChecks.length > 0 ||
    diff.droppedChecks.length > 0 ||
    !diff.addedColumns.every(isSimple)
  )
}
