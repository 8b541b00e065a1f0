import type { Check, Column, Index, Table } from '../table.ts'
import type { TableDiff } from '../table-diff.ts'
import { clausesOf, comparable, type Definition, namesIn, tableConstraint } from './table-text.ts'

/** How this package writes what it makes. */
interface Writer {
  column(column: Column): string
  check(check: Check): string
}

/** What of a table is made anew, or not at all; columns by their names in lower case. */
interface Changes {
  readonly dropped: ReadonlySet<string>
  /** Columns that are written anew, as they were and as they will be. */
  readonly written: ReadonlyMap<string, { readonly before: Column; readonly after: Column }>
  /** Columns of unique constraints that go. */
  readonly uniques: ReadonlySet<string>
  readonly checks: ReadonlySet<string>
}

/**
 * The definitions of a table after a change. Those that it does not concern stay as they are written: columns that the
 * models do not know, default values, collations, checks.
 */
export function alteredDefinitions(
  definitions: readonly Definition[],
  after: Table,
  diff: TableDiff,
  write: Writer,
): string[] {
  const changes = changesOf(definitions, after, diff)
  const isColumn = ({ column }: Definition) => column !== undefined
  const columns = definitions.filter(isColumn).flatMap(definition => alteredColumn(definition, changes, write))
  const constraints = definitions.filter(each => !isColumn(each) && stays(each, changes))
  const names = new Set(constraints.map(each => tableConstraint(each).name))
  return [
    ...columns,
    ...diff.addedColumns.map(column => write.column(column)),
    ...constraints.map(({ text }) => text),
    ...after.checks.filter(({ name }) => !names.has(name)).map(check => write.check(check)),
  ]
}

function changesOf(definitions: readonly Definition[], after: Table, diff: TableDiff): Changes {
  const gone = [...diff.droppedIndexes, ...diff.renamedIndexes.map(([old]) => old)].filter(isInline)
  const uniques = new Set(gone.map(({ columns }) => key(columns.map(({ name }) => name.toLowerCase()))))
  const written = new Map(
    diff.alteredColumns.map(([one, other]) => [other.name.toLowerCase(), { before: one, after: other }]),
  )
  for (const { column, tokens } of definitions) {
    const known = after.columns.find(({ name }) => name.toLowerCase() === column?.toLowerCase())
    const losesUnique = column !== undefined && uniques.has(key([column.toLowerCase()])) && hasWord(tokens, 'UNIQUE')
    if (known && losesUnique && !written.has(known.name.toLowerCase())) {
      written.set(known.name.toLowerCase(), { before: known, after: known })
    }
  }
  return {
    dropped: new Set(diff.droppedColumns.map(({ name }) => name.toLowerCase())),
    written,
    uniques,
    checks: new Set(diff.droppedChecks.map(({ name }) => name)),
  }
}

/** Whether an index belongs to a UNIQUE inside CREATE TABLE, as Django writes it: it comes and goes with its table. */
export function isInline(index: Index): boolean {
  return index.name.startsWith('sqlite_autoindex_')
}

function alteredColumn(definition: Definition, changes: Changes, write: Writer): string[] {
  const name = (definition.column ?? '').toLowerCase()
  if (changes.dropped.has(name)) return []
  const column = changes.written.get(name)
  if (column === undefined) return [definition.text]
  const own = comparable(write.column(column.before))
  const foreign = clausesOf(definition).filter(clause => !own.includes(comparable(clause.join(' '))))
  return [[write.column(column.after), ...foreign.map(clause => clause.join(' '))].join(' ')]
}

/** Whether a constraint of the table is left; those that go are dropped, or written anew with their column. */
function stays(definition: Definition, { dropped, written, uniques, checks }: Changes): boolean {
  const { kind, name, columns } = tableConstraint(definition)
  const isAny = (of: { has(name: string): boolean }) => [...columns].some(column => of.has(column))
  if (kind === 'CHECK') return !(name !== undefined && checks.has(name)) && !isAny(dropped)
  if (kind === 'UNIQUE') return !uniques.has(key([...columns])) && !isAny(dropped)
  return !isAny(dropped) && !isAny(written)
}

function hasWord(tokens: readonly string[], word: string): boolean {
  return namesIn(tokens).has(word.toLowerCase())
}

function key(columns: readonly string[]): string {
  return JSON.stringify(columns.toSorted())
}
