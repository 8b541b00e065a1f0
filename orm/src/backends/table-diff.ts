import { type Check, type Column, columnOf, type Index, type Table, type TableHints } from './table.ts'

/** What has to be done to one table to make another of it; names of columns are the new ones unless said. */
export interface TableDiff {
  readonly renamedColumns: readonly (readonly [from: string, to: string])[]
  readonly addedColumns: readonly Column[]
  readonly droppedColumns: readonly Column[]
  readonly alteredColumns: readonly (readonly [before: Column, after: Column])[]
  readonly addedIndexes: readonly Index[]
  readonly droppedIndexes: readonly Index[]
  readonly renamedIndexes: readonly (readonly [before: Index, after: Index])[]
  readonly addedChecks: readonly Check[]
  readonly droppedChecks: readonly Check[]
}

/** Compare two states of a table. */
export function diffTables(before: Table, after: Table, hints: TableHints = {}): TableDiff {
  const renamed = hints.renamedColumns ?? new Map<string, string>()
  const carried = before.columns.map(column => ({ ...column, name: renamed.get(column.name) ?? column.name }))
  const old = withRenamedColumns(before, carried, renamed)
  return {
    renamedColumns: [...renamed].filter(([from]) => before.columns.some(column => column.name === from)),
    addedColumns: without(after.columns, old.columns),
    droppedColumns: without(old.columns, after.columns),
    alteredColumns: common(old.columns, after.columns)
      .map(name => [columnOf(old, name), columnOf(after, name)] as const)
      .filter(([one, other]) => !isSame(one, other)),
    ...diffIndexes(old, after),
    addedChecks: after.checks.filter(check => !old.checks.some(other => isSame(check, other))),
    droppedChecks: old.checks.filter(check => !after.checks.some(other => isSame(check, other))),
  }
}

function withRenamedColumns(table: Table, columns: readonly Column[], renamed: ReadonlyMap<string, string>): Table {
  const indexes = table.indexes.map(index => ({
    ...index,
    columns: index.columns.map(part => ({ ...part, name: renamed.get(part.name) ?? part.name })),
  }))
  return { ...table, columns, indexes }
}

function diffIndexes(old: Table, after: Table) {
  const gone = old.indexes.filter(index => !after.indexes.some(other => isSame(index, other)))
  const fresh = after.indexes.filter(index => !old.indexes.some(other => isSame(index, other)))
  const renamedIndexes = gone.flatMap(index => {
    const twin = fresh.find(other => isSame({ ...index, name: '' }, { ...other, name: '' }))
    return twin === undefined ? [] : [[index, twin] as const]
  })
  return {
    renamedIndexes,
    droppedIndexes: gone.filter(index => !renamedIndexes.some(([before]) => before === index)),
    addedIndexes: fresh.filter(index => !renamedIndexes.some(([, twin]) => twin === index)),
  }
}

function without<T extends { readonly name: string }>(items: readonly T[], others: readonly T[]): readonly T[] {
  return items.filter(item => !others.some(other => other.name === item.name))
}

function common(items: readonly Column[], others: readonly Column[]): string[] {
  return items.map(item => item.name).filter(name => others.some(other => other.name === name))
}

/** Compare plain data; keys in the same order, since all of it is made in one place. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
