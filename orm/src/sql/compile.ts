import type { Backend } from '../backends/backend.ts'
import { compileSelect } from './compile-select.ts'
import { compileDelete, compileUpdate } from './compile-writes.ts'
import type { Compiled, RowPlan } from './compiled.ts'
import { Compiler } from './compiler.ts'
import { compileDeletesTogether } from './deletes-together.ts'
import type { Query } from './query.ts'
import { EmptyResultSet } from './result-set.ts'

const NO_ROWS: RowPlan = { columns: [], model: null, annotations: [] }

/** Write a query as a statement for a back end. */
export function compileStatement(query: Query, backend: Backend): Compiled {
  const work = query.clone()
  const compiler = new Compiler(backend, work)
  try {
    if (work.kind === 'update') return statement(compiler, compileUpdate(work, compiler), NO_ROWS)
    if (work.kind === 'delete') return statement(compiler, deleteText(work, compiler), NO_ROWS)
    const { sql, rows } = compileSelect(work, compiler, { evenEmpty: work.isAggregate && !knowsNothing(work) })
    return statement(compiler, sql, rows)
  } catch (error) {
    if (!(error instanceof EmptyResultSet)) throw error
    return { sql: '', slots: [], empty: true, ...emptyAnswer(query) }
  }
}

function deleteText(query: Query, compiler: Compiler): string {
  const { deletedBefore } = query
  return deletedBefore.length > 0
    ? compileDeletesTogether([...deletedBefore, query], compiler)
    : compileDelete(query, compiler)
}

function statement(compiler: Compiler, text: string, rows: RowPlan): Compiled {
  return { ...compiler.finish(text), empty: false, emptyRow: null, rows }
}

/** Whether the values of aggregates over no rows are known without asking. */
function knowsNothing(query: Query): boolean {
  return [...query.selectedAnnotations().values()].every(({ emptyValue }) => emptyValue !== undefined)
}

/** What a query without rows answers: nothing, or one row of what aggregates make of nothing. */
function emptyAnswer(query: Query): Pick<Compiled, 'emptyRow' | 'rows'> {
  if (!query.isAggregate) return { emptyRow: null, rows: NO_ROWS }
  const annotations = [...query.selectedAnnotations()]
  const columns = annotations.map(([name]) => ({ name, decode: null }))
  return { emptyRow: annotations.map(([, { emptyValue }]) => emptyValue ?? null), rows: { ...NO_ROWS, columns } }
}
