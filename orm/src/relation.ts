import type { Field } from './fields/field.ts'
import type { ForeignKeyField, OnDelete } from './fields/foreign-key.ts'
import type { ManyToManyField } from './fields/many-to-many.ts'
import type { Meta } from './meta.ts'
import type { ModelClass } from './model.ts'

/** One join: from the rows of one table to those of another. */
export interface Hop {
  readonly from: Meta
  readonly to: Meta
  /** Pairs of columns that are equal. */
  readonly on: readonly (readonly [fromColumn: string, toColumn: string])[]
  readonly fromFields: readonly Field[]
  readonly toFields: readonly Field[]
  /** Whether one row may meet several. */
  readonly multiple: boolean
  /** Whether a row may meet none. */
  readonly nullable: boolean
  /** Whether the foreign key stands on the `from` side. */
  readonly direct: boolean
  readonly unique: boolean
  readonly relation: Relation
}

/** A way from one model to another, in one direction. */
export interface Relation {
  /** Name in lookups. */
  readonly name: string
  /** Property of instances; undefined for a reverse side that is hidden. */
  readonly accessor: string | undefined
  readonly kind: 'foreignKey' | 'oneToOne' | 'manyToMany'
  readonly direction: 'forward' | 'reverse'
  readonly from: Meta
  readonly to: Meta
  /** The declaring foreign key, or for many-to-many the foreign key of the join table that points at `to`. */
  readonly field: ForeignKeyField
  /** The declaration behind a many-to-many relation. */
  readonly manyToMany?: ManyToManyField
  /** The field of `to` that values of this relation are compared with. */
  readonly targetField: Field
  /** Whether one object has a list of the others, not at most one. */
  readonly multiple: boolean
  readonly onDelete: OnDelete
  hops(): readonly Hop[]
}

/** The class of the objects at the other end; forward, the declaration named it. Throws UsageError for one never used. */
export function classBehind({ direction, to }: Relation): ModelClass {
  return direction === 'forward' ? to.model : to.usedModel
}

/** From the model that declares a foreign key to its target. */
export class ForwardRelation implements Relation {
  readonly field: ForeignKeyField
  readonly direction = 'forward'
  readonly multiple = false
  #hops: readonly Hop[] | undefined

  constructor(field: ForeignKeyField) {
    this.field = field
  }

  get kind(): 'foreignKey' | 'oneToOne' {
    return this.field.isOneToOne ? 'oneToOne' : 'foreignKey'
  }
  get name(): string {
    return this.field.name
  }
  get accessor(): string {
    return this.field.name
  }
  get from(): Meta {
    return this.field.meta
  }
  get to(): Meta {
    return this.field.target
  }
  get targetField(): Field {
    return this.field.targetField
  }
  get onDelete(): OnDelete {
    return this.field.onDelete
  }

  hops(): readonly Hop[] {
    this.#hops ??= [this.hop()]
    return this.#hops
  }

  private hop(): Hop {
    const { field, from, to, targetField } = this
    return {
      from,
      to,
      on: [[field.column, targetField.column]],
      fromFields: [field],
      toFields: [targetField],
      multiple: false,
      nullable: field.null,
      direct: true,
      unique: field.unique,
      relation: this,
    }
  }
}

/** From the target of a foreign key back to the rows that point at it. */
export class ReverseRelation implements Relation {
  readonly field: ForeignKeyField
  readonly direction = 'reverse'
  #hops: readonly Hop[] | undefined

  constructor(field: ForeignKeyField) {
    this.field = field
  }

  get kind(): 'foreignKey' | 'oneToOne' {
    return this.field.isOneToOne ? 'oneToOne' : 'foreignKey'
  }
  get name(): string {
    return this.field.reverseQueryName
  }
  get accessor(): string | undefined {
    return this.field.reverseAccessor
  }
  get from(): Meta {
    return this.field.target
  }
  get to(): Meta {
    return this.field.meta
  }
  get targetField(): Field {
    return this.field.meta.pk
  }
  get multiple(): boolean {
    return !this.field.isOneToOne
  }
  get onDelete(): OnDelete {
    return this.field.onDelete
  }

  hops(): readonly Hop[] {
    this.#hops ??= [this.hop()]
    return this.#hops
  }

  private hop(): Hop {
    const { field, from, to } = this
    const remote = field.targetField
    return {
      from,
      to,
      on: [[remote.column, field.column]],
      fromFields: [remote],
      toFields: [field],
      multiple: !field.unique,
      nullable: true,
      direct: false,
      unique: field.unique,
      relation: this,
    }
  }
}

/** Many-to-many in either direction: back over one foreign key of the join table, on over the other. */
export class ManyToManyRelation implements Relation {
  readonly kind = 'manyToMany'
  readonly multiple = true
  readonly onDelete = 'CASCADE'
  readonly direction: 'forward' | 'reverse'
  readonly manyToMany: ManyToManyField
  #hops: readonly Hop[] | undefined

  constructor(manyToMany: ManyToManyField, direction: 'forward' | 'reverse') {
    this.manyToMany = manyToMany
    this.direction = direction
  }

  get name(): string {
    return this.direction === 'forward' ? this.manyToMany.name : this.manyToMany.reverseQueryName
  }
  get accessor(): string | undefined {
    return this.direction === 'forward' ? this.manyToMany.name : this.manyToMany.reverseAccessor
  }
  get from(): Meta {
    return this.direction === 'forward' ? this.manyToMany.meta : this.manyToMany.target
  }
  get to(): Meta {
    return this.direction === 'forward' ? this.manyToMany.target : this.manyToMany.meta
  }
  /** The foreign key of the join table that points at `from`. */
  get sourceField(): ForeignKeyField {
    return this.direction === 'forward' ? this.manyToMany.sourceField : this.manyToMany.remoteField
  }
  /** The foreign key of the join table that points at `to`. */
  get field(): ForeignKeyField {
    return this.direction === 'forward' ? this.manyToMany.remoteField : this.manyToMany.sourceField
  }
  get targetField(): Field {
    return this.field.targetField
  }

  hops(): readonly Hop[] {
    this.#hops ??= this.bothHops()
    return this.#hops
  }

  private bothHops(): readonly Hop[] {
    const back = this.sourceField.reverseRelation.hops()
    const on = this.field.relation.hops()
    return [...back, ...on].map(hop => ({ ...hop, relation: this }))
  }
}
