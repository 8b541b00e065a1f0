import { AlteringEditor } from '../altering-editor.ts'
import type { SqlValue } from '../backend.ts'
import type { Column, Index, Table, TableHints } from '../table.ts'
import { BY_CODE_POINT } from './collation.ts'
import { columnTypes, keyLength } from './column-types.ts'

/** Changes tables of MySQL and MariaDB, where each change is committed by itself. */
export class MysqlSchemaEditor extends AlteringEditor {
  protected override readonly types = columnTypes
  /** How much of columns an index takes, by table and column, where it cannot take all. */
  readonly #keyLengths = new Map<string, ReadonlyMap<string, number>>()

  override quote(name: string): string {
    return `\`${name.replaceAll('`', '``')}\``
  }

  override literal(value: SqlValue): string {
    if (value === null) return 'NULL'
    if (typeof value === 'boolean') return value ? '1' : '0'
    if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`
    return String(value)
  }

  /** The server raises the number to the one after the largest key. */
  override resetSequenceSql(table: string): readonly string[] {
    return [`ALTER TABLE ${this.quote(table)} AUTO_INCREMENT = 1`]
  }

  override async createTable(table: Table): Promise<void> {
    this.#noteKeyLengths(table)
    await super.createTable(table)
  }

  override async alterTable(before: Table, after: Table, hints: TableHints = {}): Promise<void> {
    this.#noteKeyLengths(after)
    await super.alterTable(before, after, hints)
  }

  /** Tables of one deletion may point at each other in a circle. */
  override async dropTable(table: Table): Promise<void> {
    await this.#unchecked(() => super.dropTable(table))
  }

  override columnSql(column: Column): string {
    return `${super.columnSql(column)}${this.#inlineCheck(column)}`
  }

  protected override createTableSql(table: Table): string {
    return `${super.createTableSql(table)} ENGINE = InnoDB CHARACTER SET utf8mb4 ${BY_CODE_POINT}`
  }

  protected override columnConstraints(column: Column): string {
    return `${nullness(column)}${counted(column)}${column.primaryKey ? ' PRIMARY KEY' : ''}`
  }

  protected override addColumnSql(column: Column, value: string | undefined): string {
    // Long texts take a default only as an expression.
    const fill = value === undefined ? '' : ` DEFAULT (${value})`
    return `${super.columnSql(column)}${fill}${this.#inlineCheck(column)}`
  }

  protected override alterColumnSql(_before: Column, after: Column): readonly string[] {
    const definition = `${this.columnType(after)}${nullness(after)}${counted(after)}${this.#inlineCheck(after)}`
    return [`MODIFY COLUMN ${this.quote(after.name)} ${definition}`]
  }

  protected override referencesSql(target: { readonly table: string; readonly column: string }): string {
    return `REFERENCES ${this.quote(target.table)} (${this.quote(target.column)})`
  }

  protected override createIndexSql(table: string, index: Index): string {
    const lengths = this.#keyLengths.get(table)
    const columns = index.columns.map(({ name, descending }) => {
      const length = lengths?.get(name)
      return `${this.quote(name)}${length === undefined ? '' : `(${length})`}${descending ? ' DESC' : ''}`
    })
    const kind = index.unique ? 'UNIQUE INDEX' : 'INDEX'
    return `CREATE ${kind} ${this.quote(index.name)} ON ${this.quote(table)} (${columns.join(', ')})`
  }

  protected override dropIndexSql(table: string, index: Index): string {
    return `DROP INDEX ${this.quote(index.name)} ON ${this.quote(table)}`
  }

  protected override dropForeignKeySql(table: string, name: string): string {
    return `ALTER TABLE ${this.quote(table)} DROP FOREIGN KEY ${this.quote(name)}`
  }

  protected override renameIndexSql(table: string, before: Index, after: Index): string {
    return `ALTER TABLE ${this.quote(table)} RENAME INDEX ${this.quote(before.name)} TO ${this.quote(after.name)}`
  }

  #inlineCheck(column: Column): string {
    return column.kind === 'positiveInteger' ? ` CHECK (${this.quote(column.name)} >= 0)` : ''
  }

  #noteKeyLengths(table: Table): void {
    const lengths = table.columns.flatMap(column => {
      const length = keyLength(column)
      return length === undefined ? [] : [[column.name, length] as const]
    })
    this.#keyLengths.set(table.name, new Map(lengths))
  }

  async #unchecked(work: () => Promise<void>): Promise<void> {
    await this.run('SET foreign_key_checks = 0')
    try {
      await work()
    } finally {
      await this.run('SET foreign_key_checks = 1')
    }
  }
}

function nullness(column: Column): string {
  return column.null ? ' NULL' : ' NOT NULL'
}

function counted(column: Column): string {
  return column.primaryKey && (column.kind === 'auto' || column.kind === 'bigAuto') ? ' AUTO_INCREMENT' : ''
}
