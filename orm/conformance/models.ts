import { lowerFirst } from '../src/names.ts'
import { type DynamicModel, make } from './dynamic.ts'
import { type FileField, type FileModel, Unsupported, type VectorFile } from './format.ts'
import type { Names } from './names.ts'
import { decodeValue } from './values.ts'

/** Field types of the format and the functions that declare them here. */
export const FACTORIES: Readonly<Record<string, string>> = {
  auto: 'auto',
  bigauto: 'bigAuto',
  integer: 'integer',
  big_integer: 'bigInteger',
  positive_integer: 'positiveInteger',
  char: 'char',
  text: 'text',
  boolean: 'boolean',
  datetime: 'datetime',
  date: 'date',
  time: 'time',
  decimal: 'decimal',
  float: 'float',
  uuid: 'uuid',
  foreign_key: 'foreignKey',
  one_to_one: 'oneToOne',
  many_to_many: 'manyToMany',
}
const RELATIONS = new Set(['foreign_key', 'one_to_one', 'many_to_many'])

/** Declare the models of a file and return their classes by name. */
export function declareModels(file: VectorFile, names: Names): Map<string, DynamicModel> {
  const models = new Map<string, DynamicModel>()
  for (const [name, declaration] of Object.entries(file.models))
    models.set(name, declare(name, declaration, models, names))
  return models
}

function declare(name: string, declaration: FileModel, models: Map<string, DynamicModel>, names: Names): DynamicModel {
  const fields = Object.fromEntries(
    Object.entries(declaration.fields).map(([field, options]) => [
      names.toOurs(field),
      declareField(name, field, options, models, names),
    ]),
  )
  const base = make('model', name, fields, {
    table: declaration.table,
    ordering: (declaration.ordering ?? []).map(term => names.toOurs(term)),
    uniqueTogether: (declaration.unique_together ?? []).map(group => group.map(field => names.toOurs(field))),
  }) as DynamicModel
  return class extends base {}
}

function declareField(model: string, name: string, field: FileField, models: Map<string, DynamicModel>, names: Names) {
  if (RELATIONS.has(field.type)) names.rememberAttname(name)
  const factory = FACTORIES[field.type]
  if (factory === undefined) throw new Unsupported(`field type ${field.type}`)
  const options = { ...columnOptions(name, field), ...relationOptions(model, field, models, names) }
  if (!RELATIONS.has(field.type)) return make(factory, options)
  return make(factory, target(field.to, models), options)
}

function columnOptions(name: string, field: FileField): Record<string, unknown> {
  const options: Record<string, unknown> = {}
  if (field.null !== undefined) options.null = field.null
  if (field.unique !== undefined) options.unique = field.unique
  if (field.primary_key !== undefined) options.primaryKey = field.primary_key
  if (field.max_length !== undefined) options.maxLength = field.max_length
  if (field.max_digits !== undefined) options.maxDigits = field.max_digits
  if (field.decimal_places !== undefined) options.decimalPlaces = field.decimal_places
  if (field.default !== undefined) options.default = decodeValue(field.default)
  if (field.type !== 'many_to_many') options.dbColumn = field.db_column ?? defaultColumn(name, field)
  return options
}

function defaultColumn(name: string, field: FileField): string {
  return RELATIONS.has(field.type) ? `${name}_id` : name
}

function relationOptions(model: string, field: FileField, models: Map<string, DynamicModel>, names: Names) {
  if (!RELATIONS.has(field.type)) return {}
  const options: Record<string, unknown> = { ...reverseNames(model, field, names) }
  if (field.on_delete !== undefined) options.onDelete = field.on_delete
  if (field.to_field !== undefined) options.toField = names.toOurs(field.to_field)
  if (field.symmetrical !== undefined) options.symmetrical = field.symmetrical
  if (field.through !== undefined) options.through = target(field.through, models)
  if (field.through_fields !== undefined) options.throughFields = field.through_fields.map(part => names.toOurs(part))
  if (field.db_table !== undefined) options.dbTable = field.db_table
  if (field.columns !== undefined) options.columns = field.columns
  return options
}

/**
 * Name the reverse side as the file's lookups do. Django lowers the whole model name (`blogpost_set`), this package
 * only its first letter, so the two differ for names of several words and are then given explicitly.
 */
function reverseNames(model: string, field: FileField, names: Names): Record<string, string> {
  const lower = model.toLowerCase()
  const result: Record<string, string> = {}
  if (field.related_name !== undefined) result.relatedName = names.toOurs(field.related_name)
  else if (lower !== lowerFirst(model)) {
    result.relatedName = field.type === 'one_to_one' ? lower : names.toOurs(`${lower}_set`)
    result.relatedQueryName = lower
  }
  if (field.related_query_name !== undefined) result.relatedQueryName = names.toOurs(field.related_query_name)
  return result
}

function target(name: string | undefined, models: Map<string, DynamicModel>): unknown {
  if (name === 'self') return 'self'
  return () => {
    const model = name === undefined ? undefined : models.get(name)
    if (model === undefined) throw new Unsupported(`relation to the unknown model ${name}`)
    return model
  }
}
