import { UsageError } from '../errors.ts'
import type { Meta } from '../meta.ts'
import type { ModelClass } from '../model.ts'
import { columnName, lowerFirst } from '../names.ts'
import { ManyToManyRelation } from '../relation.ts'
import { throughModel } from '../through.ts'
import type { FieldState } from './field.ts'
import { ForeignKeyField, type ReverseOptions, type Target } from './foreign-key.ts'

/** Options of `manyToMany`. */
export interface ManyToManyOptions extends ReverseOptions {
  /** A model of one's own that holds the pairs. */
  readonly through?: () => ModelClass
  /** The two foreign keys of `through`: the one to this model, the one to the target. */
  readonly throughFields?: readonly [from: string, to: string]
  /** Whether being related to somebody means the reverse, too; the default for 'self'. */
  readonly symmetrical?: boolean
  /** Name of the automatic join table. */
  readonly dbTable?: string
  /** Columns of the automatic join table. */
  readonly columns?: readonly [from: string, to: string]
  readonly dbConstraint?: boolean
  readonly blank?: boolean
  readonly verboseName?: string
  readonly helpText?: string
}

/** A relation of many objects to many, held in a join table; it has no column. */
export class ManyToManyField {
  readonly kind = 'manyToMany'
  readonly options: ManyToManyOptions
  readonly to: Target
  readonly relation: ManyToManyRelation
  readonly reverseRelation: ManyToManyRelation
  name = ''
  meta!: Meta
  #target: Meta | undefined
  #through: Meta | undefined

  constructor(to: Target, options: ManyToManyOptions = {}) {
    this.to = to
    this.options = options
    this.relation = new ManyToManyRelation(this, 'forward')
    this.reverseRelation = new ManyToManyRelation(this, 'reverse')
    if (options.through && options.dbTable)
      throw new UsageError('dbTable belongs to the automatic join table, not to through.')
  }

  bind(meta: Meta, name: string): ManyToManyField {
    const copy = new ManyToManyField(this.to, this.options)
    copy.meta = meta
    copy.name = name
    return copy
  }

  /** The model pointed at. Throws ReferenceError while its class is not evaluated yet. */
  get target(): Meta {
    this.#target ??= this.to === 'self' ? this.meta : this.to().meta
    return this.#target
  }
  get isSelfReferential(): boolean {
    return this.target === this.meta
  }
  get symmetrical(): boolean {
    return this.options.symmetrical ?? this.isSelfReferential
  }
  get hasAutomaticThrough(): boolean {
    return !this.options.through
  }
  /** The model of the join table. */
  get through(): Meta {
    this.#through ??= this.options.through ? this.options.through().meta : throughModel(this)
    return this.#through
  }
  get dbTable(): string {
    return this.options.dbTable ?? `${this.meta.table}_${columnName(this.name)}`
  }
  get isHidden(): boolean {
    return (this.options.relatedName?.endsWith('+') ?? false) || (this.symmetrical && this.isSelfReferential)
  }
  get reverseAccessor(): string | undefined {
    if (this.isHidden) return undefined
    return this.options.relatedName ?? `${lowerFirst(this.meta.name)}Set`
  }
  get reverseQueryName(): string {
    const { relatedName, relatedQueryName } = this.options
    // Hidden sides have names of their own, so that several fit on one model; nobody can type them.
    const hidden = this.isHidden ? `_${this.meta.name}_${this.name}_+` : undefined
    return relatedQueryName ?? hidden ?? relatedName ?? lowerFirst(this.meta.name)
  }

  /** The foreign key of the join table that points at this model. */
  get sourceField(): ForeignKeyField {
    return this.throughKey(0)
  }
  /** The foreign key of the join table that points at the target. */
  get remoteField(): ForeignKeyField {
    return this.throughKey(1)
  }

  private throughKey(side: 0 | 1): ForeignKeyField {
    const named = this.options.throughFields?.[side]
    const end = side === 0 ? this.meta : this.target
    const keys = this.through.fields.filter(field => field instanceof ForeignKeyField)
    const found = named ? keys.filter(key => key.name === named) : keys.filter(key => key.target === end)
    // In a table that joins a model with itself, the second key is the one that points on, as in Django.
    const key = this.isSelfReferential && !named ? found[side] : found[0]
    if (!key) throw new UsageError(`${this.through.name} has no foreign key to ${end.name}.`)
    return key
  }

  deconstruct(): FieldState {
    const { through, ...options } = this.options
    const state = { ...options, to: this.target.name, ...(through && { through: through().meta.name }) }
    return { kind: 'manyToMany', options: state }
  }

  toString(): string {
    return `${this.meta?.name ?? '?'}.${this.name}`
  }
}
