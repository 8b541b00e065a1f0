import type { Backend, NamedRows } from '../backends/backend.ts'
import { FieldError } from '../errors.ts'
import type { Field, Meta } from '../meta.ts'
import type { OutColumn, RowPlan } from '../sql/compiled.ts'

/** How the columns of a statement that somebody wrote become instances. */
export interface RawMapping {
  /** Names of columns to names of fields, where they differ. */
  readonly translations: Readonly<Record<string, string>>
  /** Types of columns that are no field of the model. */
  readonly annotations: Readonly<Record<string, Field>>
}

/** What the rows of a raw statement mean, once their columns are put in this order. */
interface RawPlan {
  readonly order: readonly number[]
  readonly rows: RowPlan
}

const MAX_PLANS = 100
const plans = new WeakMap<Meta, Map<string, RawPlan>>()

/**
 * Put the columns of a raw result into the order of a plan that `hydrate` understands.
 * @throws FieldError without the primary key, for a translation into no field, for a declared annotation that is missing.
 */
export function planned(meta: Meta, found: NamedRows, mapping: RawMapping, backend: Backend) {
  const { order, rows } = planOf(meta, found.columns, mapping, backend)
  const inOrder = order.every((position, i) => position === i) && order.length === found.columns.length
  return { plan: rows, rows: inOrder ? found.rows : found.rows.map(row => order.map(position => row[position])) }
}

/** Plans are kept, since an assignment is written for each of them. */
function planOf(meta: Meta, columns: readonly string[], mapping: RawMapping, backend: Backend): RawPlan {
  const types = Object.entries(mapping.annotations).map(([name, { kind, options }]) => [name, kind, options])
  const key = JSON.stringify([backend.name, columns, mapping.translations, types])
  const known = plans.get(meta) ?? new Map<string, RawPlan>()
  plans.set(meta, known)
  const plan = known.get(key) ?? makePlan(meta, columns, mapping, backend)
  if (known.size >= MAX_PLANS) known.clear()
  known.set(key, plan)
  return plan
}

function makePlan(meta: Meta, columns: readonly string[], mapping: RawMapping, backend: Backend): RawPlan {
  const positions = fieldPositions(meta, columns, mapping)
  const fields = meta.fields.filter(field => positions.has(field))
  if (!positions.has(meta.pk)) throw new FieldError(`A raw query of ${meta.name} must select its primary key.`)
  const others = annotationPositions(columns, new Set(positions.values()), mapping)
  const start = fields.length
  const own = fields.map(field => outColumn(field.attname, field, backend))
  const extra = others.map(position => annotation(columns[position] as string, mapping, backend)) // a position of a column
  const deferred = meta.fields.filter(field => !positions.has(field))
  return {
    order: [...fields.map(field => positions.get(field) as number), ...others], // filtered by having one
    rows: {
      columns: [...own, ...extra],
      model: { meta, start: 0, fields, deferred, related: [] },
      annotations: extra.map(({ name }, i) => ({ name, position: start + i })),
    },
  }
}

/** Where each field stands; of several columns with one name the first counts. */
function fieldPositions(meta: Meta, columns: readonly string[], { translations }: RawMapping): Map<Field, number> {
  const byColumn = new Map(meta.fields.map(field => [field.column, field]))
  for (const [column, name] of Object.entries(translations)) byColumn.set(column, meta.field(name))
  const positions = new Map<Field, number>()
  for (const [position, column] of columns.entries()) {
    const field = byColumn.get(column)
    if (field && !positions.has(field)) positions.set(field, position)
  }
  return positions
}

function annotationPositions(columns: readonly string[], taken: ReadonlySet<number>, mapping: RawMapping): number[] {
  const missing = Object.keys(mapping.annotations).find(name => !columns.includes(name))
  if (missing !== undefined) throw new FieldError(`The raw query selects no column '${missing}'.`)
  const names = new Set([...taken].map(position => columns[position]))
  return [...columns.keys()].filter(position => !names.has(columns[position]))
}

function annotation(name: string, { annotations }: RawMapping, backend: Backend): OutColumn {
  const field = Object.hasOwn(annotations, name) ? annotations[name] : undefined
  return field ? outColumn(name, field, backend) : { name, decode: null }
}

function outColumn(name: string, field: Field, backend: Backend): OutColumn {
  const { decimalPlaces } = field as { readonly decimalPlaces?: number } // decimals have it
  return { name, decode: backend.operations.decoder(field.kind, decimalPlaces) }
}
