import { WindowExpression } from '../expressions/window.ts'
import { RowNumber } from '../expressions/window-functions.ts'
import { distinctColumn } from './compile-distinct-on.ts'
import { compileOrder } from './compile-order.ts'
import { type CompiledSelect, compileSelect } from './compile-select.ts'
import type { Compiler } from './compiler.ts'
import type { Query, SlicePerGroup } from './query.ts'
import { selectColumns } from './select-columns.ts'

const PLACE = '_place'

/** Some rows of every group: number the rows of each in their order, and keep the numbers of the slice. */
export function compileSlicePerGroup(query: Query, slice: SlicePerGroup, compiler: Compiler): CompiledSelect {
  const work = query.clone()
  work.slicePerGroup = null
  const within = compiler.nested(work)
  const { selected } = selectColumns(work, within)
  const order = compileOrder(work, selected, within)
  const place = new WindowExpression(RowNumber(), [distinctColumn(work, slice.group)], order.terms)
  work.clearOrdering(true, true)
  const inner = compileSelect(work, within, { named: true, extra: [{ expression: place, name: PLACE }] })
  const number = compiler.quote(PLACE)
  const list = selected.map(({ name }, i) => compiler.quote(name ?? `col${i + 1}`))
  const kept = slicedNumbers(number, slice, compiler)
  const sql = `SELECT ${list.join(', ')} FROM (${inner.sql}) ${compiler.quote('subquery')} WHERE ${kept} ORDER BY ${number}`
  return { sql, rows: inner.rows, selected }
}

function slicedNumbers(number: string, { offset, limit }: SlicePerGroup, compiler: Compiler): string {
  const start = offset === null ? '0' : compiler.param(offset, compiler.encoder('integer'))
  const after = `${number} > ${start}`
  return limit === null ? after : `${after} AND ${number} <= ${start} + ${limit}`
}
