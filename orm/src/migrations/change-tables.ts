import type { Backend } from '../backends/backend.ts'
import type { Introspection } from '../backends/introspection.ts'
import type { SchemaEditor } from '../backends/schema-editor.ts'
import { type Column, columnOf, type Table, type TableHints } from '../backends/table.ts'
import { storedValue } from './fill.ts'
import { withLiveNames } from './live-names.ts'
import type { ProjectState } from './state.ts'
import { tablesOf } from './tables.ts'

/** What the comparison of two states cannot tell. */
export interface ChangeHints {
  /** New names of tables by their old ones. */
  readonly renamedTables?: ReadonlyMap<string, string>
  /** Hints for single tables, by their new names. */
  readonly tables?: ReadonlyMap<string, TableHints>
}

/**
 * Make the tables of one state out of those of another. `live` looks up what things are called in the database; without
 * it they have the names that migrations give them.
 */
export async function changeTables(
  editor: SchemaEditor,
  backend: Backend,
  before: ProjectState,
  after: ProjectState,
  hints: ChangeHints = {},
  live?: Introspection,
): Promise<void> {
  const renamed = hints.renamedTables ?? new Map<string, string>()
  const old = [...tablesOf(before, backend).values()]
  const fresh = tablesOf(after, backend)
  const newName = (name: string) => renamed.get(name) ?? name
  for (const [from, to] of renamed) await editor.renameTable(from, to)
  const gone = old.filter(table => !fresh.has(newName(table.name)))
  for (const table of dependentsFirst(gone)) await editor.dropTable(table)
  const known = new Set(old.map(table => newName(table.name)))
  for (const table of fresh.values()) if (!known.has(table.name)) await editor.createTable(table)
  for (const table of old) {
    const target = fresh.get(newName(table.name))
    if (target === undefined) continue
    const own = hints.tables?.get(target.name)
    const known = followRenames(table, hints)
    if (own === undefined && isSame(known, target)) continue
    const present = live === undefined ? known : withLiveNames(known, await live.table(target.name))
    await editor.alterTable(present, target, own && storedFills(backend, target, own))
  }
}

/** Compare plain data; keys in the same order, since all of it is made in one place. */
function isSame(one: Table, other: Table): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** The same hints for the way back. Values for existing rows are those of the way forth no more. */
export function invertHints(hints: ChangeHints): ChangeHints {
  const renamedTables = invert(hints.renamedTables ?? new Map())
  const tables = [...(hints.tables ?? [])].map(([table, { renamedColumns }]) => {
    const columns = { renamedColumns: invert(renamedColumns ?? new Map()) }
    return [renamedTables.get(table) ?? table, columns] as const
  })
  return { renamedTables, tables: new Map(tables) }
}

/** Turn the values for existing rows into what their columns store. */
function storedFills(backend: Backend, table: Table, hints: TableHints): TableHints {
  if (hints.fill === undefined) return hints
  const fills = [...hints.fill].map(
    ([name, value]) => [name, storedValue(backend, columnOf(table, name).kind, value)] as const,
  )
  return { ...hints, fill: new Map(fills) }
}

function invert(map: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...map].map(([from, to]) => [to, from]))
}

/** Databases follow a rename in the foreign keys that point there; do the same in the old definition. */
function followRenames(table: Table, hints: ChangeHints): Table {
  const follow = (column: Column): Column => {
    if (column.references === undefined) return column
    const name = hints.renamedTables?.get(column.references.table) ?? column.references.table
    const renamed = hints.tables?.get(name)?.renamedColumns?.get(column.references.column)
    return { ...column, references: { table: name, column: renamed ?? column.references.column } }
  }
  return { ...table, name: hints.renamedTables?.get(table.name) ?? table.name, columns: table.columns.map(follow) }
}

/** Order tables so that none is dropped while another one refers to it; cycles stay in the given order. */
function dependentsFirst(tables: readonly Table[]): Table[] {
  const ordered: Table[] = []
  const visit = (table: Table, path: readonly Table[]) => {
    if (ordered.includes(table) || path.includes(table)) return
    const dependents = tables.filter(other => other.columns.some(column => column.references?.table === table.name))
    for (const dependent of dependents) visit(dependent, [...path, table])
    ordered.push(table)
  }
  for (const table of tables) visit(table, [])
  return ordered
}
