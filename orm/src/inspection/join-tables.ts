import type { LiveForeignKey, LiveTable } from '../backends/introspection.ts'

/** A table that does nothing but join two others. */
export interface JoinTable {
  readonly table: string
  /** The table whose model has the many-to-many field, which is named after the rest of the join table's name. */
  readonly owner: string
  readonly field: string
  readonly target: string
  /** Columns that refer to the owner and to the target. */
  readonly columns: readonly [string, string]
}

/** Read a table as the join table that a many-to-many field makes: a counted key and two unique references. */
export function joinTableOf(table: LiveTable, tables: readonly LiveTable[]): JoinTable | undefined {
  const keys = table.foreignKeys.filter(key => key.columns.length === 1 && refersToKey(key, tables))
  const [key] = table.columns.filter(column => table.primaryKey.includes(column.name))
  const isCounted = key?.kind === 'auto' || key?.kind === 'bigAuto'
  const [one, other] = keys
  if (!one || !other || keys.length > 2 || table.columns.length !== 3 || !isCounted) return undefined
  const columns = [one.columns[0], other.columns[0]].map(String)
  if (one.table === other.table || !isUniqueTogether(table, columns)) return undefined
  return ownedBy(one, other, table) ?? ownedBy(other, one, table)
}

function ownedBy(owner: LiveForeignKey, target: LiveForeignKey, table: LiveTable): JoinTable | undefined {
  const prefix = `${owner.table}_`
  if (!table.name.startsWith(prefix) || table.name === prefix) return undefined
  return {
    table: table.name,
    owner: owner.table,
    field: table.name.slice(prefix.length),
    target: target.table,
    columns: [String(owner.columns[0]), String(target.columns[0])],
  }
}

function refersToKey(key: LiveForeignKey, tables: readonly LiveTable[]): boolean {
  const target = tables.find(table => table.name === key.table)
  return target !== undefined && target.primaryKey.length === 1 && target.primaryKey[0] === key.targets[0]
}

function isUniqueTogether(table: LiveTable, columns: readonly string[]): boolean {
  return table.indexes.some(
    index =>
      index.unique &&
      index.columns.length === columns.length &&
      index.columns.every(part => columns.includes(part.name)),
  )
}
