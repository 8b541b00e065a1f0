import { foreignKeyName, SchemaEditor } from './schema-editor.ts'
import { type Column, columnOf, type Index, type Table, type TableHints } from './table.ts'
import type { TableDiff } from './table-diff.ts'

/** Changes tables in place with ALTER TABLE, as databases with a server do. */
export abstract class AlteringEditor extends SchemaEditor {
  protected override readonly foreignKeysInline = false

  /** The part of ALTER TABLE that changes a column's type or nullness. */
  protected abstract alterColumnSql(before: Column, after: Column): readonly string[]
  /** Statements that check waiting constraints now, where a table with such ones could not be changed. */
  protected readonly settleSql: readonly string[] = []
  protected abstract dropForeignKeySql(table: string, name: string): string
  protected abstract renameIndexSql(table: string, before: Index, after: Index): string

  override async alterTable(before: Table, after: Table, hints: TableHints = {}): Promise<void> {
    const diff = this.diff(before, after, hints)
    await this.#dropWhatIsInTheWay(before, after.name, diff, hints)
    for (const [from, to] of diff.renamedColumns) {
      await this.#alter(after.name, `RENAME COLUMN ${this.quote(from)} TO ${this.quote(to)}`)
    }
    for (const column of diff.droppedColumns) await this.#alter(after.name, `DROP COLUMN ${this.quote(column.name)}`)
    for (const column of diff.addedColumns) await this.#addColumn(after.name, column, hints)
    for (const [old, fresh] of diff.alteredColumns) await this.#alterColumn(after.name, old, fresh, hints)
    await this.#addWhatIsNew(after, diff)
  }

  async #dropWhatIsInTheWay(before: Table, table: string, diff: TableDiff, hints: TableHints): Promise<void> {
    const oldNames = new Map([...(hints.renamedColumns ?? [])].map(([from, to]) => [to, from]))
    for (const check of diff.droppedChecks) await this.#alter(table, `DROP CONSTRAINT ${this.quote(check.name)}`)
    for (const column of changedReferences(diff)) {
      if (column.references === undefined) continue
      const known = before.foreignKeyNames?.get(oldNames.get(column.name) ?? column.name)
      await this.run(this.dropForeignKeySql(table, known ?? foreignKeyName(before.name, column)))
    }
    for (const index of diff.droppedIndexes) await this.dropIndex(table, index)
  }

  async #addWhatIsNew(after: Table, diff: TableDiff): Promise<void> {
    for (const [old, fresh] of diff.renamedIndexes) await this.run(this.renameIndexSql(after.name, old, fresh))
    for (const index of diff.addedIndexes) await this.run(this.createIndexSql(after.name, index))
    for (const check of diff.addedChecks) await this.#alter(after.name, `ADD ${this.checkSql(check)}`)
    const keyed = [...diff.addedColumns, ...diff.alteredColumns.filter(hasOtherTarget).map(([, fresh]) => fresh)]
    for (const column of keyed) {
      if (column.references) this.deferred.push(this.addForeignKeySql(after.name, columnOf(after, column.name)))
    }
  }

  protected async dropIndex(table: string, index: Index): Promise<void> {
    await this.run(this.dropIndexSql(table, index))
  }

  /** Add the column with the value of the rows that are there as default, and take the default away again. */
  async #addColumn(table: string, column: Column, hints: TableHints): Promise<void> {
    const fill = hints.fill?.get(column.name)
    const value = fill === undefined ? undefined : this.literal(fill)
    await this.#alter(table, `ADD COLUMN ${this.addColumnSql(column, value)}`)
    if (value !== undefined) await this.#alter(table, `ALTER COLUMN ${this.quote(column.name)} DROP DEFAULT`)
  }

  /** A column as it stands behind ADD COLUMN; `value` is a literal for the rows that are there. */
  protected addColumnSql(column: Column, value: string | undefined): string {
    return `${this.columnSql(column)}${value === undefined ? '' : ` DEFAULT ${value}`}`
  }

  async #alterColumn(table: string, old: Column, fresh: Column, hints: TableHints): Promise<void> {
    const fill = hints.fill?.get(fresh.name)
    const name = this.quote(fresh.name)
    if (fill !== undefined) {
      await this.run(`UPDATE ${this.quote(table)} SET ${name} = ${this.literal(fill)} WHERE ${name} IS NULL`)
      for (const sql of this.settleSql) await this.run(sql)
    }
    for (const part of this.alterColumnSql(old, fresh)) await this.#alter(table, part)
  }

  async #alter(table: string, part: string): Promise<void> {
    await this.run(`ALTER TABLE ${this.quote(table)} ${part}`)
  }
}

/** Foreign keys that go or that point elsewhere, as they were. */
function changedReferences(diff: TableDiff): Column[] {
  return [...diff.droppedColumns, ...diff.alteredColumns.filter(hasOtherTarget).map(([old]) => old)]
}

function hasOtherTarget([old, fresh]: readonly [Column, Column]): boolean {
  return JSON.stringify(old.references) !== JSON.stringify(fresh.references)
}
