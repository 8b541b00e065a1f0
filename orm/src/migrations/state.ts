import type { CheckConstraint, IndexOptions } from '../constraints.ts'
import { UsageError } from '../errors.ts'
import type { DeclaredKind, FieldKind } from '../fields/field.ts'
import type { Meta } from '../meta.ts'

/** One field as recorded: what matters to the database and to the relations, as plain data. */
export interface FieldState {
  readonly kind: DeclaredKind
  readonly options: FieldStateOptions
}

export interface FieldStateOptions {
  readonly null?: boolean
  readonly unique?: boolean
  readonly primaryKey?: boolean
  readonly dbIndex?: boolean
  readonly dbColumn?: string
  readonly default?: unknown
  readonly maxLength?: number
  readonly maxDigits?: number
  readonly decimalPlaces?: number
  /** Name of the model that a relation points at. */
  readonly to?: string
  readonly toField?: string
  readonly onDelete?: string
  readonly dbConstraint?: boolean
  readonly relatedName?: string
  readonly relatedQueryName?: string
  /** Name of the model that holds the pairs of a many-to-many relation, where it is not automatic. */
  readonly through?: string
  readonly throughFields?: readonly string[]
  readonly symmetrical?: boolean
  /** Table and columns of an automatic join table. */
  readonly dbTable?: string
  readonly columns?: readonly string[]
}

/** An index as recorded; a unique constraint is one. */
export interface IndexState extends IndexOptions {
  readonly unique?: boolean
}

/** A check as recorded. */
export type CheckState = CheckConstraint

/** One model as recorded. */
export interface ModelState {
  readonly app: string
  readonly name: string
  readonly table: string
  readonly fields: Readonly<Record<string, FieldState>>
  readonly uniqueTogether: readonly (readonly string[])[]
  readonly indexes: readonly IndexState[]
  readonly checks: readonly CheckState[]
}

/** All models of a project at one moment; never changed, only replaced. */
export class ProjectState {
  readonly models: ReadonlyMap<string, ModelState>

  constructor(models: Iterable<ModelState> = []) {
    this.models = new Map([...models].map(model => [model.name, model]))
  }

  model(name: string): ModelState {
    const model = this.models.get(name)
    if (model === undefined) throw new UsageError(`No migration has made a model ${name}`)
    return model
  }

  /** Add a model, or replace the one of the same name. */
  with(model: ModelState): ProjectState {
    return new ProjectState(new Map(this.models).set(model.name, model).values())
  }

  without(name: string): ProjectState {
    return new ProjectState([...this.models.values()].filter(model => model.name !== name))
  }

  /** Rename a model, also where relations point at it. */
  renameModel(from: string, to: string, table: string): ProjectState {
    const renamed = [...this.models.values()].map(model =>
      model.name === from ? { ...model, name: to, table } : model,
    )
    return new ProjectState(renamed.map(model => ({ ...model, fields: retarget(model.fields, from, to) })))
  }

  /** Change the fields of one model. */
  withFields(name: string, change: (fields: Record<string, FieldState>) => void): ProjectState {
    const model = this.model(name)
    const fields = { ...model.fields }
    change(fields)
    return this.with({ ...model, fields })
  }
}

function retarget(fields: ModelState['fields'], from: string, to: string): ModelState['fields'] {
  const rename = (name: string | undefined) => (name === from ? to : name)
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const { to: target, through } = field.options
      const names = { ...(target && { to: rename(target) }), ...(through && { through: rename(through) }) }
      return [name, { ...field, options: { ...field.options, ...names } as FieldStateOptions }]
    }),
  )
}

const RECORDED: readonly (keyof FieldStateOptions)[] = [
  ...([
    'null',
    'unique',
    'primaryKey',
    'dbIndex',
    'dbColumn',
    'default',
    'maxLength',
    'maxDigits',
    'decimalPlaces',
  ] as const),
  ...(['to', 'toField', 'onDelete', 'dbConstraint', 'relatedName', 'relatedQueryName'] as const),
  ...(['through', 'throughFields', 'symmetrical', 'dbTable', 'columns'] as const),
]

/** Record a model; automatic join tables are recorded with the field that asks for them. */
export function stateOf(meta: Meta, app: string): ModelState {
  const fields: Record<string, FieldState> = {}
  for (const field of meta.fields) {
    const { kind, options } = field.deconstruct()
    const maxLength = isText(kind) && field.maxLength !== undefined ? { maxLength: field.maxLength } : {}
    const key = field.primaryKey ? { primaryKey: true } : {} // an automatic key is one without being told
    fields[field.name] = { kind, options: recorded({ ...maxLength, ...options, ...key }) }
  }
  for (const field of meta.manyToMany) {
    const { kind, options } = field.deconstruct()
    const join = field.hasAutomaticThrough
      ? { dbTable: field.dbTable, columns: [field.sourceField.column, field.remoteField.column] }
      : {}
    fields[field.name] = { kind, options: recorded({ ...options, ...join }) }
  }
  return {
    app,
    name: meta.name,
    table: meta.table,
    fields,
    uniqueTogether: meta.uniqueTogether,
    ...splitConstraints(meta),
  }
}

function recorded(options: Readonly<Record<string, unknown>>): FieldStateOptions {
  const entries = RECORDED.filter(key => options[key] !== undefined && options[key] !== false).map(key => [
    key,
    options[key],
  ])
  // `false` is left out where it is the default; these two have the default true.
  const exceptions = (['symmetrical', 'dbConstraint', 'dbIndex'] as const).filter(key => options[key] === false)
  return Object.fromEntries([...entries, ...exceptions.map(key => [key, false])])
}

function isText(kind: DeclaredKind): kind is FieldKind {
  return kind === 'char' || kind === 'email' || kind === 'slug' || kind === 'url'
}

function splitConstraints(meta: Meta): Pick<ModelState, 'indexes' | 'checks'> {
  const uniques = meta.constraints.filter(constraint => 'fields' in constraint)
  return {
    indexes: [...meta.indexes, ...uniques.map(index => ({ ...index, unique: true }))],
    checks: meta.constraints.filter(constraint => 'check' in constraint),
  }
}
