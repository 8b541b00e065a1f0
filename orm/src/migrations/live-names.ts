import type { LiveTable } from '../backends/introspection.ts'
import type { Index, Table } from '../backends/table.ts'

/**
 * A table with its indexes and foreign keys called as they are in the database, which may have been made by something
 * else, or before a column or the table was renamed.
 */
export function withLiveNames(table: Table, live: LiveTable): Table {
  const taken = new Set(table.indexes.map(({ name }) => name))
  const free = live.indexes.filter(({ name }) => !taken.has(name))
  const present = new Set(live.indexes.map(({ name }) => name))
  const indexes = table.indexes.map(index => {
    if (present.has(index.name)) return index
    const position = free.findIndex(other => isSame(index, other))
    const [found] = position < 0 ? [] : free.splice(position, 1)
    return found === undefined ? index : { ...index, name: found.name }
  })
  const foreignKeyNames = new Map(
    live.foreignKeys.flatMap(({ name, columns: [column, ...others] }) =>
      name === undefined || column === undefined || others.length > 0 ? [] : [[column, name] as const],
    ),
  )
  return { ...table, indexes, foreignKeyNames }
}

/** Databases rewrite conditions, so that there is one or none is all that can be compared. */
function isSame(one: Index, other: Index): boolean {
  const columns = (index: Index) =>
    JSON.stringify(index.columns.map(({ name, descending = false }) => [name, descending]))
  return one.unique === other.unique && columns(one) === columns(other) && hasWhere(one) === hasWhere(other)
}

function hasWhere({ where }: Index): boolean {
  return where !== undefined
}
