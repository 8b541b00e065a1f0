import type { SqlValue } from '../backends/backend.ts'
import { fieldsOfIndex } from './conditions.ts'
import { fillFor } from './fill.ts'
import type { SchemaOperation } from './operation.ts'
import {
  addField,
  alterField,
  alterModel,
  createModel,
  deleteModel,
  type ModelDetails,
  removeField,
  renameField,
  renameModel,
} from './operations.ts'
import type { Questioner } from './questioner.ts'
import type { FieldState, ModelState, ProjectState } from './state.ts'

/** An operation with the app that it belongs to, and the models that have to be there before. */
export interface DetectedOperation {
  readonly app: string
  readonly operation: SchemaOperation
  readonly needs: readonly string[]
  /** The model that it makes. */
  readonly makes?: string
}

/** Compares the models that migrations have made with the models of the code. */
export class Autodetector {
  readonly #target: ProjectState
  readonly #questions: Questioner
  readonly #found: DetectedOperation[] = []
  /** The state after the operations that were found so far. */
  #present: ProjectState

  constructor(present: ProjectState, target: ProjectState, questions: Questioner) {
    this.#present = present
    this.#target = target
    this.#questions = questions
  }

  /** The operations that make the one out of the other, in an order in which they can run. */
  async detect(): Promise<DetectedOperation[]> {
    await this.#renameModels()
    await this.#renameFields()
    this.#loosenModels()
    this.#removeFields()
    this.#deleteModels()
    this.#createModels()
    await this.#changeFields()
    this.#settleModels()
    return this.#found
  }

  #add(app: string, operation: SchemaOperation, needs: readonly string[] = [], makes?: string): void {
    this.#found.push({ app, operation, needs, ...(makes !== undefined && { makes }) })
    this.#present = operation.apply(this.#present, app)
  }

  async #renameModels(): Promise<void> {
    for (const fresh of this.#missingFrom(this.#present, this.#target)) {
      const candidates = this.#missingFrom(this.#target, this.#present).filter(old => looksLike(old, fresh))
      for (const old of candidates) {
        if (!(await this.#questions.isModelRenamed(old.name, fresh.name))) continue
        this.#add(fresh.app, renameModel(old.name, fresh.name, { table: fresh.table }))
        break
      }
    }
  }

  async #renameFields(): Promise<void> {
    for (const [old, fresh] of this.#pairs()) {
      const appeared = Object.keys(fresh.fields).filter(name => !(name in old.fields))
      for (const name of appeared) await this.#renameField(fresh, name)
    }
  }

  async #renameField(fresh: ModelState, to: string): Promise<void> {
    const old = this.#present.model(fresh.name)
    const gone = Object.keys(old.fields).filter(name => !(name in fresh.fields))
    for (const from of gone) {
      if (!isSameField(old.fields[from], fresh.fields[to])) continue
      if (!(await this.#questions.isFieldRenamed(fresh.name, from, to))) continue
      this.#add(fresh.app, renameField(fresh.name, from, to))
      return
    }
  }

  /** Give up indexes and checks first that name fields which are about to go or to change. */
  #loosenModels(): void {
    for (const [old, fresh] of this.#pairs()) {
      if (isSame(old.fields, fresh.fields)) continue
      const kept = <T>(items: readonly T[], others: readonly T[]) =>
        items.filter(item => others.some(o => isSame(o, item)))
      const details = {
        uniqueTogether: kept(old.uniqueTogether, fresh.uniqueTogether),
        indexes: kept(old.indexes, fresh.indexes),
        checks: kept(old.checks, fresh.checks),
      }
      const changed = changedDetails(old, details)
      if (Object.keys(changed).length > 0) this.#add(fresh.app, alterModel(fresh.name, changed))
    }
  }

  #removeFields(): void {
    for (const [old, fresh] of this.#pairs()) {
      for (const name of Object.keys(old.fields)) {
        if (!(name in fresh.fields)) this.#add(fresh.app, removeField(fresh.name, name))
      }
    }
  }

  /** Models that point at others go before them; circles are cut at a field. */
  #deleteModels(): void {
    const gone = this.#missingFrom(this.#target, this.#present)
    const names = new Set(gone.map(model => model.name))
    for (const model of inDependencyOrder(gone).reverse()) {
      for (const other of gone) {
        if (other === model || !this.#present.models.has(other.name)) continue
        for (const name of fieldsPointingAt(this.#present.model(other.name), model.name)) {
          if (names.has(other.name)) this.#add(other.app, removeField(other.name, name))
        }
      }
      this.#add(model.app, deleteModel(model.name))
    }
  }

  /** A model is made after those that it points at; in a circle, the field that closes it is added at the end. */
  #createModels(): void {
    const fresh = inDependencyOrder(this.#missingFrom(this.#present, this.#target))
    const postponed: [ModelState, string, FieldState][] = []
    for (const model of fresh) {
      const isReady = (field: FieldState) =>
        targetsOf(field).every(name => name === model.name || this.#present.models.has(name))
      const fields = Object.entries(model.fields)
      postponed.push(
        ...fields
          .filter(([, field]) => !isReady(field))
          .map(([name, field]) => [model, name, field] as const as [ModelState, string, FieldState]),
      )
      this.#createModel(model, Object.fromEntries(fields.filter(([, field]) => isReady(field))))
    }
    for (const [model, name, field] of postponed) {
      this.#add(model.app, addField(model.name, name, field), targetsOf(field))
    }
  }

  #createModel(model: ModelState, fields: ModelState['fields']): void {
    const hasAll = Object.keys(fields).length === Object.keys(model.fields).length
    const isComplete = (names: readonly string[] | undefined) => names?.every(name => name in fields) ?? hasAll
    const details = {
      ...nonEmpty({
        uniqueTogether: model.uniqueTogether.filter(isComplete),
        indexes: model.indexes.filter(index => isComplete(fieldsOfIndex(index))),
        checks: hasAll ? model.checks : [],
      }),
    }
    const needs = Object.values(fields)
      .flatMap(targetsOf)
      .filter(name => name !== model.name)
    this.#add(model.app, createModel(model.name, { table: model.table, fields, ...details }), needs, model.name)
  }

  async #changeFields(): Promise<void> {
    for (const [, fresh] of this.#pairs()) {
      for (const [name, field] of Object.entries(fresh.fields)) await this.#changeField(fresh, name, field)
    }
  }

  async #changeField(model: ModelState, name: string, field: FieldState): Promise<void> {
    const old = this.#present.model(model.name).fields[name]
    if (old !== undefined && isSameField(old, field)) return
    const needsValue = old === undefined ? mayNotBeNull(field) : old.options.null && mayNotBeNull(field)
    const options = needsValue ? await this.#fill(model.name, name, field) : {}
    const change = old === undefined || swapsTable(old, field) ? addField : alterField
    if (old !== undefined && change === addField) this.#add(model.app, removeField(model.name, name))
    this.#add(model.app, change(model.name, name, field, options), targetsOf(field))
  }

  async #fill(model: string, name: string, field: FieldState): Promise<{ fill?: SqlValue }> {
    if (fillFor(field) !== undefined) return {}
    return { fill: await this.#questions.valueForRows(model, name, field) }
  }

  /** What a model has beside its fields comes last, when every field is there. */
  #settleModels(): void {
    for (const [old, fresh] of this.#pairs()) {
      const { table, uniqueTogether, indexes, checks } = fresh
      const changed = changedDetails(old, { table, uniqueTogether, indexes, checks })
      if (Object.keys(changed).length > 0) this.#add(fresh.app, alterModel(fresh.name, changed))
    }
  }

  /** Models that are on both sides. */
  #pairs(): [old: ModelState, fresh: ModelState][] {
    return [...this.#target.models.values()].flatMap(fresh => {
      const old = this.#present.models.get(fresh.name)
      return old === undefined ? [] : [[old, fresh] as [ModelState, ModelState]]
    })
  }

  #missingFrom(state: ProjectState, other: ProjectState): ModelState[] {
    return [...other.models.values()].filter(model => !state.models.has(model.name))
  }
}

/** The models that a field cannot be without. */
function targetsOf(field: FieldState): string[] {
  return [field.options.to, field.options.through].filter(name => name !== undefined)
}

function fieldsPointingAt(model: ModelState, target: string): string[] {
  return Object.keys(model.fields).filter(name => {
    const field = model.fields[name]
    return field !== undefined && targetsOf(field).includes(target)
  })
}

/** Order models so that each comes after those that it points at, as far as they are no circle. */
function inDependencyOrder(models: readonly ModelState[]): ModelState[] {
  const ordered: ModelState[] = []
  const visit = (model: ModelState, path: readonly ModelState[]) => {
    if (ordered.includes(model) || path.includes(model)) return
    const targets = Object.values(model.fields)
      .filter(field => field.kind !== 'manyToMany')
      .flatMap(targetsOf)
    for (const other of models) if (targets.includes(other.name)) visit(other, [...path, model])
    ordered.push(model)
  }
  for (const model of models) visit(model, [])
  return ordered
}

/** A model that has the same fields under another name. */
function looksLike(old: ModelState, fresh: ModelState): boolean {
  const own = (model: ModelState) =>
    Object.entries(model.fields).map(([name, { kind, options }]) => {
      const { dbTable: _table, columns: _columns, ...rest } = options
      return [name, kind, rest.to === model.name ? { ...rest, to: 'self' } : rest]
    })
  return old.app === fresh.app && isSame(own(old), own(fresh))
}

function mayNotBeNull(field: FieldState): boolean {
  return field.kind !== 'manyToMany' && !field.options.null && !field.options.primaryKey
}

/** A column cannot become a join table, nor the other way round, nor an automatic join table a model of one's own. */
function swapsTable(old: FieldState, fresh: FieldState): boolean {
  if ((old.kind === 'manyToMany') !== (fresh.kind === 'manyToMany')) return true
  return (
    old.options.through !== fresh.options.through || (old.kind === 'manyToMany' && old.options.to !== fresh.options.to)
  )
}

function changedDetails(old: ModelState, details: ModelDetails): ModelDetails {
  return Object.fromEntries(
    Object.entries(details).filter(([key, value]) => !isSame(old[key as keyof ModelState], value)),
  )
}

function nonEmpty<T extends Record<string, readonly unknown[]>>(lists: T): Partial<T> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<T>
}

function isSameField(one: FieldState | undefined, other: FieldState | undefined): boolean {
  return isSame(one, other)
}

/** Compare plain data whatever the order of its keys. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, sortedKeys) === JSON.stringify(other, sortedKeys)
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}
