import type { FieldKind } from '../fields/field.ts'
import type { MaybePromise, SqlValue } from './backend.ts'
import type { WriteType } from './column-types.ts'
import type { Check, Column, Index, Table, TableHints } from './table.ts'
import { diffTables, type TableDiff } from './table-diff.ts'

/** Takes the statements that an editor makes: sends them, or writes them down; rows where it sends a reading one. */
export type StatementRunner = (sql: string) => MaybePromise<readonly unknown[][]>

/** Turns changes of table definitions into statements. Each database overrides where its SQL differs. */
export abstract class SchemaEditor {
  protected readonly run: StatementRunner
  /** Statements that can only run when all tables are there. */
  protected readonly deferred: string[] = []

  constructor(run: StatementRunner) {
    this.run = run
  }

  abstract quote(name: string): string
  protected abstract readonly types: Readonly<Record<FieldKind, WriteType>>
  /** A value as it may stand in SQL text. */
  abstract literal(value: SqlValue): string
  /** Whether a foreign key may refer to a table that is still to be made. */
  protected abstract readonly foreignKeysInline: boolean
  abstract alterTable(before: Table, after: Table, hints?: TableHints): Promise<void>

  /** The SQL type of a column, without constraints of its own. */
  columnType(column: Column): string {
    return this.types[column.kind](column, this.quote(column.name))
  }

  async createTable(table: Table): Promise<void> {
    await this.run(this.createTableSql(table))
    for (const index of table.indexes) await this.run(this.createIndexSql(table.name, index))
    if (this.foreignKeysInline) return
    for (const column of table.columns) {
      if (column.references) this.deferred.push(this.addForeignKeySql(table.name, column))
    }
  }

  async dropTable(table: Table): Promise<void> {
    await this.run(`DROP TABLE ${this.quote(table.name)}`)
  }

  async renameTable(from: string, to: string): Promise<void> {
    await this.run(`ALTER TABLE ${this.quote(from)} RENAME TO ${this.quote(to)}`)
  }

  /** Statements that make the next automatic key follow the largest one that is there; none where that goes by itself. */
  resetSequenceSql(_table: string, _column: string): readonly string[] {
    return []
  }

  /** Run what had to wait, and check what can only be checked at the end. */
  async finish(): Promise<void> {
    for (const sql of this.deferred.splice(0)) await this.run(sql)
  }

  protected diff(before: Table, after: Table, hints: TableHints | undefined): TableDiff {
    return diffTables(before, after, hints)
  }

  protected createTableSql(table: Table): string {
    const parts = [
      ...table.columns.map(column => this.columnSql(column)),
      ...table.checks.map(check => this.checkSql(check)),
    ]
    return `CREATE TABLE ${this.quote(table.name)} (${parts.join(', ')})`
  }

  /** A column as it stands in CREATE TABLE. */
  columnSql(column: Column): string {
    const reference = column.references && this.foreignKeysInline ? ` ${this.referencesSql(column.references)}` : ''
    return `${this.quote(column.name)} ${this.columnType(column)}${this.columnConstraints(column)}${reference}`
  }

  protected columnConstraints(column: Column): string {
    return `${column.null ? ' NULL' : ' NOT NULL'}${column.primaryKey ? ' PRIMARY KEY' : ''}`
  }

  protected referencesSql(target: { readonly table: string; readonly column: string }): string {
    return `REFERENCES ${this.quote(target.table)} (${this.quote(target.column)}) DEFERRABLE INITIALLY DEFERRED`
  }

  protected checkSql(check: Check): string {
    return `CONSTRAINT ${this.quote(check.name)} CHECK (${check.sql})`
  }

  protected addForeignKeySql(table: string, column: Column): string {
    if (column.references === undefined) throw new Error(`${column.name} is no foreign key`)
    const name = foreignKeyName(table, column)
    return `ALTER TABLE ${this.quote(table)} ADD CONSTRAINT ${this.quote(name)} FOREIGN KEY (${this.quote(column.name)}) ${this.referencesSql(column.references)}`
  }

  protected createIndexSql(table: string, index: Index): string {
    const columns = index.columns.map(part => `${this.quote(part.name)}${part.descending ? ' DESC' : ''}`)
    const where = index.where === undefined ? '' : ` WHERE ${index.where}`
    return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${this.quote(index.name)} ON ${this.quote(table)} (${columns.join(', ')})${where}`
  }

  protected dropIndexSql(_table: string, index: Index): string {
    return `DROP INDEX ${this.quote(index.name)}`
  }
}

/** Name of the constraint of a foreign key. */
export function foreignKeyName(table: string, column: Column): string {
  return `${table}_${column.name}_fk`
}
