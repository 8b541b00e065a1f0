import type { LiveColumn } from '../backends/introspection.ts'
import type { FieldKind } from '../fields/field.ts'
import { Call, print, printImport, Source } from '../migrations/source.ts'
import { columnName } from '../names.ts'
import { defaultOf } from './defaults.ts'
import { type InspectedField, type InspectedModel, type InspectedRelation, needsColumn } from './models.ts'

/** Write models as a TypeScript module. */
export function writeModels(models: readonly InspectedModel[], module: string): string {
  const ordered = inDependencyOrder(models)
  const imports = new Set<string>(['model'])
  const classes = ordered.map((model, position) => writeClass(model, ordered, position, imports))
  return `${printImport(imports, module)}\n\n${classes.join('\n')}`
}

/** Models after those that they refer to, as far as that is no circle: the compiler infers types in that order. */
function inDependencyOrder(models: readonly InspectedModel[]): InspectedModel[] {
  const ordered: InspectedModel[] = []
  const visit = (model: InspectedModel, path: readonly InspectedModel[]) => {
    if (ordered.includes(model) || path.includes(model)) return
    const targets = model.fields.map(field => field.relation?.to)
    for (const other of models) if (targets.includes(other.name)) visit(other, [...path, model])
    ordered.push(model)
  }
  for (const model of models) visit(model, [])
  return ordered
}

function writeClass(
  model: InspectedModel,
  models: readonly InspectedModel[],
  position: number,
  imports: Set<string>,
): string {
  const later = new Set(models.slice(position + 1).map(({ name }) => name))
  const notes = [...model.notes]
  const fields = model.fields.map(field => [field.name, fieldCall(model, field, later, imports, notes)] as const)
  const options = optionsOf(model)
  const args = [model.name, Object.fromEntries(fields), ...(Object.keys(options).length > 0 ? [options] : [])]
  const head = `export class ${model.name} extends `
  // What follows the call, ` {`, is part of its line.
  const call = print(new Call('model', args), 0, head.length + ' {'.length)
  const reverse = reverseProperties(model, models, imports)
  const body = reverse.length > 0 ? `{\n${reverse.map(line => `  ${line}\n`).join('')}}` : '{}'
  return `${docstring(model, notes)}${head}${call} ${body}\n`
}

function docstring({ table }: InspectedModel, notes: readonly string[]): string {
  if (notes.length === 0) return ''
  const lines = notes.map(note => ` * - ${note.replaceAll('*/', '* /')}\n`)
  return `/**\n * Table ${table.name}. What the model does not say:\n${lines.join('')} */\n`
}

function fieldCall(
  model: InspectedModel,
  field: InspectedField,
  later: ReadonlySet<string>,
  imports: Set<string>,
  notes: string[],
): Call {
  const { column, relation } = field
  const common = column ? columnOptions(model, field, column, notes) : {}
  if (relation) return relationCall(model, relation, common, later, imports)
  const kind = column?.kind ?? 'text'
  if (column && column.kind === undefined) notes.push(`Column ${column.name} has the type ${column.type}.`)
  imports.add(kind)
  const options = { ...(column && sizes(kind, column)), ...common }
  return new Call(kind, Object.keys(options).length > 0 ? [options] : [])
}

function columnOptions(
  { table }: InspectedModel,
  field: InspectedField,
  column: LiveColumn,
  notes: string[],
): Record<string, unknown> {
  const isKey = table.primaryKey[0] === column.name
  const isCounted = column.kind === 'auto' || column.kind === 'bigAuto'
  const preset = column.default === undefined || field.relation ? undefined : defaultOf(column)
  if (column.default !== undefined && preset === undefined)
    notes.push(`Column ${column.name} has the default ${column.default}.`)
  return {
    ...(isKey && !isCounted && { primaryKey: true }),
    ...(column.null && { null: true }),
    ...(field.unique && !isKey && field.relation?.kind !== 'oneToOne' && { unique: true }),
    ...(hasOwnIndex(table, field) && { dbIndex: true }),
    ...(needsColumn(field) && { dbColumn: column.name }),
    ...(preset !== undefined && { default: preset }),
  }
}

function hasOwnIndex(table: InspectedModel['table'], { column, unique, relation }: InspectedField): boolean {
  if (relation || unique) return false
  return table.indexes.some(
    ({ columns, where }) =>
      columns.length === 1 && columns[0]?.name === column?.name && !columns[0]?.descending && !where,
  )
}

/** What each kind cannot be without; a length that the database does not give is that of any text. */
function sizes(kind: FieldKind, { maxLength, maxDigits, decimalPlaces }: LiveColumn): Record<string, unknown> {
  if (kind === 'char') return { maxLength: maxLength ?? 255 }
  return kind === 'decimal' ? { maxDigits: maxDigits ?? 65, decimalPlaces: decimalPlaces ?? 30 } : {}
}

function relationCall(
  model: InspectedModel,
  { kind, to, options }: InspectedRelation,
  common: Record<string, unknown>,
  later: ReadonlySet<string>,
  imports: Set<string>,
): Call {
  imports.add(kind)
  const isCircle = later.has(to)
  if (isCircle) imports.add('type ModelClass')
  const target = isCircle ? new Source(`(): ModelClass<${to}> => ${to}`) : new Source(`() => ${to}`)
  return new Call(kind, [to === model.name ? 'self' : target, { ...options, ...common }])
}

function optionsOf(model: InspectedModel): Record<string, unknown> {
  const { table, name, indexes } = model
  const plain = indexes.filter(index => !index.unique)
  const unique = indexes.filter(index => index.unique)
  const written = (list: typeof indexes) =>
    list.map(index => ({ fields: index.fields, name: index.name, ...(index.where && { condition: index.where }) }))
  return {
    ...(columnName(name) !== table.name && { table: table.name }),
    ...(plain.length > 0 && { indexes: written(plain) }),
    ...(unique.length > 0 && { constraints: written(unique) }),
  }
}

/** The reverse sides of the relations that point here, for the compiler. */
function reverseProperties(model: InspectedModel, models: readonly InspectedModel[], imports: Set<string>): string[] {
  const pointing = models.flatMap(({ name, fields }) =>
    fields.flatMap(({ relation }) => (relation?.to === model.name ? [{ name, relation }] : [])),
  )
  return pointing.map(({ name, relation }) => {
    const type = relation.kind === 'oneToOne' ? 'RelatedOne' : 'Related'
    imports.add(`type ${type}`)
    return `declare readonly ${relation.accessor}: ${type}<${name}>`
  })
}
