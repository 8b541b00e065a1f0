import { Aggregate, Defaulted } from '../expressions/aggregates.ts'
import type { Expression } from '../expressions/expression.ts'
import { Rounded } from '../expressions/math-functions.ts'
import { Col, Ref } from '../expressions/references.ts'
import { WindowExpression } from '../expressions/window.ts'
import type { Field, Meta } from '../meta.ts'
import type { ModelPlan, OutColumn, RowPlan } from './compiled.ts'
import type { Compiler } from './compiler.ts'
import { loadMask, type Mask } from './load-mask.ts'
import type { Query } from './query.ts'
import { selectRelated } from './select-related.ts'

/** One expression of the SELECT list, under a name where it has one. */
export interface Selected {
  readonly expression: Expression
  readonly name: string | null
}

export interface SelectedColumns {
  readonly selected: readonly Selected[]
  readonly plan: RowPlan
}

/** Choose the columns of a query and say what its rows mean. Related tables are joined on the way. */
export function selectColumns(query: Query, compiler: Compiler): SelectedColumns {
  if (query.valuesMode || !query.defaultColumns) return plainColumns(query, compiler)
  const list: Selected[] = []
  const alias = query.tables.base ?? query.tables.initial(query.meta)
  const mask = loadMask(query)
  const own = modelColumns(query.meta, alias, mask, list)
  const annotations = [...query.selectedAnnotations()].map(([name, expression]) => {
    return { name, position: list.push({ expression, name }) - 1 }
  })
  const related = query.related ? selectRelated(query, alias, mask, list) : []
  const model = { ...own, related }
  return { selected: list, plan: { columns: outColumns(list, compiler), model, annotations } }
}

/** Append the columns of a model as far as the mask lets them. */
export function modelColumns(meta: Meta, alias: string, mask: Mask, list: Selected[]): Omit<ModelPlan, 'related'> {
  const start = list.length
  const loaded = mask.size === 0 ? meta.fields : meta.fields.filter(field => mask.has(field.name))
  for (const field of loaded) list.push({ expression: new Col(alias, field), name: null })
  return { meta, start, fields: loaded, deferred: without(meta.fields, loaded) }
}

function without(all: readonly Field[], some: readonly Field[]): readonly Field[] {
  return all.length === some.length ? [] : all.filter(field => !some.includes(field))
}

/** Columns of `values()`, in the order in which they were named. */
function plainColumns(query: Query, compiler: Compiler): SelectedColumns {
  const columns: { label: string; selected: Selected }[] = [
    ...query.select.map(({ name, expression }) => ({ label: name, selected: { expression, name: null } })),
    ...[...query.selectedAnnotations()].map(([name, expression]) => ({ label: name, selected: { expression, name } })),
  ]
  const order = query.outputNames
  if (order) columns.sort((a, b) => order.indexOf(a.label) - order.indexOf(b.label))
  const selected = columns.map(column => column.selected)
  const names = columns.map(column => column.label)
  return { selected, plan: { columns: outColumns(selected, compiler, names), model: null, annotations: [] } }
}

function outColumns(selected: readonly Selected[], compiler: Compiler, names?: readonly string[]): OutColumn[] {
  return selected.map(({ expression, name }, i) => {
    const label = names?.[i] ?? name ?? (expression instanceof Col ? expression.field.attname : '')
    return { name: label, decode: decoderOf(expression, compiler) }
  })
}

function decoderOf(expression: Expression, compiler: Compiler): OutColumn['decode'] {
  const output = expression.outputOrNull
  if (!output) return null
  return compiler.backend.operations.decoder(output.kind, placesOf(expression))
}

/** Decimal places that a value has because its column has them: sums and extremes keep them, means do not. */
function placesOf(expression: Expression): number | undefined {
  if (expression instanceof Aggregate) return expression.name === 'AVG' ? undefined : placesOf(expression.source)
  if (expression instanceof Ref || expression instanceof WindowExpression) return placesOf(expression.source)
  if (expression instanceof Defaulted) return placesOf(expression.aggregate)
  if (expression instanceof Rounded) return Math.max(0, expression.places)
  return expression instanceof Col ? (expression.field as { decimalPlaces?: number }).decimalPlaces : undefined
}
