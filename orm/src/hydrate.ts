import type { Database } from './database.ts'
import { deferredClass } from './deferred.ts'
import { bareInstance, type Model, type ModelClass, setValue } from './model.ts'
import type { ModelPlan, OutColumn, RelatedPlan, RowPlan } from './sql/compiled.ts'
import { ModelState } from './state.ts'

/** What a row becomes: an instance, an object (`values`), a list (`valuesList`) or its first value (`flat`). */
export type RowFormat = 'instance' | 'object' | 'tuple' | 'flat'

type DriverRow = readonly unknown[]

/** Turn the driver's rows into what the caller sees. */
export function hydrate(plan: RowPlan, rows: readonly DriverRow[], format: RowFormat, db: Database): unknown[] {
  switch (format) {
    case 'instance':
      return plan.model ? hydrateInstances(plan, plan.model, rows, db) : rows.map(row => objectOf(plan.columns, row))
    case 'object':
      return rows.map(row => objectOf(plan.columns, row))
    case 'tuple':
      return rows.map(row => plan.columns.map((column, i) => decoded(column, row[i])))
    case 'flat':
      return rows.map(row => decoded(plan.columns[0] as OutColumn, row[0])) // a flat query selects a column
  }
}

function objectOf(columns: readonly OutColumn[], row: DriverRow): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i] as OutColumn // i is below the length
    object[column.name] = decoded(column, row[i])
  }
  return object
}

function decoded({ decode }: OutColumn, value: unknown): unknown {
  return decode === null || value === null ? value : decode(value)
}

function hydrateInstances(plan: RowPlan, model: ModelPlan, rows: readonly DriverRow[], db: Database): Model[] {
  const filler = new Filler(model, plan.columns, db)
  const instances = rows.map(row => filler.fill(row))
  for (const { name, position } of plan.annotations) {
    const column = plan.columns[position] as OutColumn // positions point into the columns
    for (const [i, instance] of instances.entries()) setValue(instance, name, decoded(column, rows[i]?.[position]))
  }
  return instances
}

/** Makes the instances of one part of the rows: those of the QuerySet's model, or of one related model. */
class Filler {
  readonly #start: number
  readonly #model: ModelClass
  readonly #attnames: readonly string[]
  readonly #decoders: readonly OutColumn['decode'][]
  readonly #related: readonly RelatedFiller[]
  readonly #db: Database
  /** All instances that this part of the rows makes: unloaded relations load for all of them together. */
  readonly #siblings: Model[] = []

  constructor(plan: ModelPlan, columns: readonly OutColumn[], db: Database) {
    const { model } = plan.meta
    this.#start = plan.start
    this.#model = plan.deferred.length > 0 ? deferredClass(model, plan.deferred) : model
    this.#db = db
    this.#attnames = plan.fields.map(field => field.attname)
    this.#decoders = plan.fields.map((_, i) => columns[plan.start + i]?.decode ?? null)
    this.#related = plan.related.map(related => new RelatedFiller(related, columns, db))
  }

  fill(row: DriverRow): Model {
    const instance = bareInstance(this.#model, new ModelState(false, this.#db, this.#siblings))
    const start = this.#start
    for (let i = 0; i < this.#attnames.length; i++) {
      const value = row[start + i]
      const decode = this.#decoders[i]
      setValue(instance, this.#attnames[i] as string, decode && value !== null ? decode(value) : value)
    }
    for (const related of this.#related) related.attach(instance, row)
    this.#siblings.push(instance)
    return instance
  }
}

/** Makes the instances that `selectRelated` reads with the rows. */
class RelatedFiller {
  readonly #plan: RelatedPlan
  readonly #filler: Filler
  readonly #back: string | undefined

  constructor(plan: RelatedPlan, columns: readonly OutColumn[], db: Database) {
    this.#plan = plan
    this.#filler = new Filler(plan, columns, db)
    const { relation } = plan
    if (relation.kind === 'oneToOne') {
      this.#back = relation.direction === 'forward' ? relation.field.reverseRelation.name : relation.field.name
    }
  }

  attach(instance: Model, row: DriverRow): void {
    const present = row[this.#plan.pkPosition] !== null
    const related = present ? this.#filler.fill(row) : null
    instance._state.remember(this.#plan.relation.name, related)
    if (related && this.#back !== undefined) related._state.remember(this.#back, instance)
  }
}
