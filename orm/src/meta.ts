import type { CheckConstraint, IndexOptions, UniqueConstraint } from './constraints.ts'
import { FieldError, UsageError } from './errors.ts'
import { Field } from './fields/field.ts'
import { ForeignKeyField } from './fields/foreign-key.ts'
import { ManyToManyField } from './fields/many-to-many.ts'
import { AutoField } from './fields/number.ts'
import type { ModelClass } from './model.ts'
import { columnName } from './names.ts'
import { settleRelations } from './registry.ts'
import type { Relation } from './relation.ts'

export { Field } from './fields/field.ts'
export type { Hop, Relation } from './relation.ts'

/** Fields as they are declared, before a model binds them. */
export type FieldSpecs = Readonly<Record<string, Field | ManyToManyField>>

/** Options of a model; Django's `class Meta`. */
export interface ModelOptions {
  /** Table name; the snake_case form of the model's name when left out. */
  readonly table?: string
  /** Default order of QuerySets: field names, `-` for descending, or expressions. */
  readonly ordering?: readonly unknown[]
  readonly uniqueTogether?: readonly (readonly string[])[]
  readonly indexes?: readonly IndexOptions[]
  readonly constraints?: readonly (UniqueConstraint | CheckConstraint)[]
  /** A model without a table, there to lend its fields to others. */
  readonly abstract?: boolean
  /** Made by the package itself: the model of a join table. */
  readonly autoCreated?: boolean
  readonly verboseName?: string
  /** Field that `latest` and `earliest` use when they are given none. */
  readonly getLatestBy?: string | readonly string[]
}

/** Everything known about a model: table, fields, relations, options. */
export class Meta {
  readonly name: string
  readonly table: string
  readonly options: ModelOptions
  /** Fields with a column, in the order of their declaration. */
  readonly fields: readonly Field[]
  readonly manyToMany: readonly ManyToManyField[]
  /** The foreign keys among the fields. */
  readonly foreignKeys: readonly ForeignKeyField[]
  /** @internal The fields of a row whose key the database makes up. */
  readonly fieldsWithoutAutoKey: readonly Field[]
  readonly ordering: readonly unknown[]
  readonly uniqueTogether: readonly (readonly string[])[]
  readonly indexes: readonly IndexOptions[]
  readonly constraints: readonly (UniqueConstraint | CheckConstraint)[]
  readonly abstract: boolean
  readonly autoCreated: boolean
  readonly #reverse: Relation[] = []
  readonly #byName = new Map<string, Field>()
  #pk: Field | undefined
  #base: ModelClass | undefined
  #model: ModelClass | undefined
  #isUsed = false
  #names: Map<string, Field | Relation> | undefined

  constructor(name: string, specs: FieldSpecs, options: ModelOptions) {
    this.name = name
    this.options = options
    this.table = options.table ?? columnName(name)
    this.ordering = options.ordering ?? []
    this.uniqueTogether = options.uniqueTogether ?? []
    this.indexes = options.indexes ?? []
    this.constraints = options.constraints ?? []
    this.abstract = options.abstract ?? false
    this.autoCreated = options.autoCreated ?? false
    const bound = Object.entries(withKey(specs, this.abstract)).map(([property, spec]) =>
      spec.bind(this, checkedName(name, property)),
    )
    this.fields = bound.filter(field => field instanceof Field)
    this.manyToMany = bound.filter(field => field instanceof ManyToManyField)
    this.foreignKeys = this.fields.filter(field => field instanceof ForeignKeyField)
    this.fieldsWithoutAutoKey = this.fields.filter(field => !field.isAuto)
    this.index()
  }

  private index(): void {
    for (const field of this.fields) {
      for (const key of new Set([field.name, field.attname])) {
        if (this.#byName.has(key)) throw new UsageError(`Model ${this.name} has two fields named '${key}'.`)
        this.#byName.set(key, field)
      }
    }
    const keys = this.fields.filter(field => field.primaryKey)
    if (keys.length > 1) throw new UsageError(`Model ${this.name} has more than one primary key.`)
    this.#pk = keys[0]
  }

  get pk(): Field {
    if (!this.#pk) throw new UsageError(`Model ${this.name} is abstract and has no primary key.`)
    return this.#pk
  }

  /** The class of the instances: the declared one, as soon as anything touched it, until then the generated base. */
  get model(): ModelClass {
    if (!this.#model) throw new UsageError(`Model ${this.name} has no class yet.`)
    return this.#model
  }

  /**
   * @internal The class of instances that a program gets over a relation that it did not follow from there: nothing leads from a
   * generated base to the class that extends it, so that has to be used once. Throws UsageError before.
   */
  get usedModel(): ModelClass {
    if (this.#isUsed || this.autoCreated) return this.model
    throw new UsageError(
      `The class of ${this.name} was not used yet: name it in connect(url, { models }), or give it objects = manager(${this.name}).`,
    )
  }

  /** @internal Note the class that was generated; it stands for the declared one until that is used. */
  define(base: ModelClass): void {
    this.#base = base
    this.#model = base
  }

  /** @internal Note that a program uses this class; the first one that extends the generated base counts. */
  adopt(model: ModelClass): void {
    this.#isUsed = true
    if (this.#model === this.#base) this.#model = model
  }

  /** The field with this property or column property (`author` and `authorId` are one), or undefined. */
  find(name: string): Field | undefined {
    return name === 'pk' ? this.pk : this.#byName.get(name)
  }

  /** The field of this name. Throws FieldError that lists the choices. */
  field(name: string): Field {
    const found = this.find(name)
    if (!found) throw this.unknownName(name)
    return found
  }

  /** The FieldError of a name that this model does not have. */
  unknownName(name: string): FieldError {
    return new FieldError(`Cannot resolve keyword '${name}' into field. Choices are: ${this.choices().join(', ')}`)
  }

  /** All names that a lookup may begin with, sorted; 'pk' goes without saying, as in Django. */
  choices(): string[] {
    return [...this.names.keys()].filter(key => key !== 'pk' && !key.endsWith('+')).sort()
  }

  /**
   * Everything that a lookup may begin with: fields by property, foreign keys by `authorId` as fields and by `author`
   * as relations, 'pk', many-to-many relations, reverse sides.
   */
  get names(): ReadonlyMap<string, Field | Relation> {
    settleRelations()
    this.#names ??= this.collectNames()
    return this.#names
  }

  private collectNames(): Map<string, Field | Relation> {
    const names = new Map<string, Field | Relation>()
    for (const relation of this.#reverse) names.set(relation.name, relation)
    for (const field of this.fields) {
      names.set(field.attname, field)
      names.set(field.name, field.relation ?? field)
    }
    for (const field of this.manyToMany) names.set(field.name, field.relation)
    if (this.#pk) names.set('pk', this.#pk.relation ?? this.#pk)
    return names
  }

  /** Relations that other models (or this one) declared to this model. */
  get reverse(): readonly Relation[] {
    settleRelations()
    return this.#reverse
  }

  /** The foreign keys by which rows of any model, join tables included, point at rows of this one. */
  get pointers(): readonly Relation[] {
    return this.reverse.filter(relation => relation.kind !== 'manyToMany')
  }

  /** @internal Learn of a relation that points here: its name, and the property of the instances. */
  addReverse(relation: Relation): void {
    this.#reverse.push(relation)
    this.#names = undefined
    this.onReverse?.(relation)
  }

  /** @internal Called for each relation that comes to point here; the model defines the property. */
  onReverse: ((relation: Relation) => void) | undefined

  toString(): string {
    return this.name
  }
}

/** Add the `id` that a model has when it declares no primary key. */
function withKey(specs: FieldSpecs, abstract: boolean): FieldSpecs {
  const hasKey = Object.values(specs).some(spec => spec instanceof Field && spec.primaryKey)
  return hasKey || abstract ? specs : { id: new AutoField(), ...specs }
}

/** Properties of every model, which no field can be named after. */
export const RESERVED_NAMES = new Set([
  'pk',
  'objects',
  'save',
  'delete',
  'constructor',
  '_state',
  'refreshFromDb',
  'fullClean',
])

function checkedName(model: string, property: string): string {
  if (RESERVED_NAMES.has(property)) throw new UsageError(`Model ${model}: a field cannot be named '${property}'.`)
  if (property.includes('__') || property.endsWith('_') || !/^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(property)) {
    throw new UsageError(`Model ${model}: '${property}' is no field name: letters, digits, no '__', no '_' at the end.`)
  }
  return property
}
