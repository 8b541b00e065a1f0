import type { Database } from './database.ts'
import { deferredClass } from './deferred.ts'
import { bareInstance, setValue } from './instance.ts'
import type { Model, ModelClass } from './model.ts'
import { type RowAssignment, rowAssignment } from './row-assignment.ts'
import type { ModelPlan, OutColumn, RelatedPlan, RowPlan } from './sql/compiled.ts'
import { Origin } from './state.ts'

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
  const filler = new Filler(templateOf(model, plan.columns), db)
  for (const row of rows) filler.fill(row)
  const { instances } = filler
  for (const { name, position } of plan.annotations) {
    const column = plan.columns[position] as OutColumn // positions point into the columns
    for (const [i, instance] of instances.entries()) setValue(instance, name, decoded(column, rows[i]?.[position]))
  }
  return instances
}

/** A part of the rows, prepared: the instances of the QuerySet's model, or of one related model. */
interface Template {
  /** The class that the model had when this was made. */
  readonly declared: ModelClass
  readonly model: ModelClass
  readonly assign: RowAssignment
  readonly related: readonly RelatedTemplate[]
}

/** A related part: absent from a row whose column at `pkPosition` is null. */
interface RelatedTemplate extends Template {
  readonly name: string
  /** Name under which the related object knows the first one, when both have only each other. */
  readonly back: string | undefined
  readonly pkPosition: number
}

const templates = new WeakMap<ModelPlan, Template>()

function templateOf(plan: ModelPlan, columns: readonly OutColumn[]): Template {
  const known = templates.get(plan)
  // The generated base may have been replaced by the class that extends it.
  if (known?.declared === plan.meta.model) return known
  const made = makeTemplate(plan, columns)
  templates.set(plan, made)
  return made
}

function makeTemplate(plan: ModelPlan, columns: readonly OutColumn[]): Template {
  const { model } = plan.meta
  return {
    declared: model,
    model: plan.deferred.length > 0 ? deferredClass(model, plan.deferred) : model,
    assign: rowAssignment(plan, columns),
    related: plan.related.map(related => relatedTemplate(related, columns)),
  }
}

function relatedTemplate(plan: RelatedPlan, columns: readonly OutColumn[]): RelatedTemplate {
  const { relation, pkPosition } = plan
  const other = relation.direction === 'forward' ? relation.field.reverseRelation.name : relation.field.name
  const back = relation.kind === 'oneToOne' ? other : undefined
  return { ...makeTemplate(plan, columns), name: relation.name, back, pkPosition }
}

/** Makes the instances of one part of the rows of one result. */
class Filler {
  /** All instances that this part of the rows makes: unloaded relations load for all of them together. */
  readonly instances: Model[] = []
  readonly #template: Template
  readonly #origin: Origin
  readonly #related: readonly Filler[]

  constructor(template: Template, db: Database) {
    this.#template = template
    this.#origin = new Origin(db, this.instances)
    this.#related = template.related.map(related => new Filler(related, db))
  }

  fill(row: DriverRow): Model {
    const { model, assign, related } = this.#template
    const instance = bareInstance(model, this.#origin)
    assign(instance, row)
    for (let i = 0; i < related.length; i++) this.#attach(instance, row, related[i] as RelatedTemplate, i)
    this.instances.push(instance)
    return instance
  }

  #attach(instance: Model, row: DriverRow, { name, back, pkPosition }: RelatedTemplate, i: number): void {
    const related = row[pkPosition] === null ? null : (this.#related[i] as Filler).fill(row) // one filler for each part
    instance._state.remember(name, related)
    if (related && back !== undefined) related._state.remember(back, instance)
  }
}
