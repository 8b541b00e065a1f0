import { UsageError, ValueError } from '../errors.ts'
import type { Meta } from '../meta.ts'
import type { ModelClass } from '../model.ts'
import { lowerFirst } from '../names.ts'
import { ForwardRelation, ReverseRelation } from '../relation.ts'
import { type DeclaredKind, Field, type FieldKind, type FieldOptions } from './field.ts'
import { AutoField } from './number.ts'

export const ON_DELETE = ['CASCADE', 'PROTECT', 'RESTRICT', 'SET_NULL', 'SET_DEFAULT', 'DO_NOTHING'] as const
/**
 * What happens to the rows that point at a deleted row: they go along (`CASCADE`), forbid it (`PROTECT`), forbid it unless
 * something else deletes them (`RESTRICT`), lose the reference (`SET_NULL`, `SET_DEFAULT`), or are the database's affair
 * (`DO_NOTHING`).
 */
export type OnDelete = (typeof ON_DELETE)[number]

/** The model that a relation points at: a function, since models may point at each other, or the model itself. */
export type Target = 'self' | (() => ModelClass)

/** Options about the name of the reverse side, shared by all relations. */
export interface ReverseOptions {
  /** Property of the target that lists the objects pointing at it; '+' for none. */
  readonly relatedName?: string
  /** Name of the reverse side in lookups, where `relatedName` is not the one. */
  readonly relatedQueryName?: string
}

/** Options of `foreignKey` and `oneToOne`. */
export interface ForeignKeyOptions extends FieldOptions, ReverseOptions {
  readonly onDelete: OnDelete
  /** Unique field of the target that the column refers to; its primary key when left out. */
  readonly toField?: string
  /** `false` leaves the constraint out of the database. */
  readonly dbConstraint?: boolean
}

/** A column that refers to one row of another model. */
export class ForeignKeyField extends Field<ForeignKeyOptions> {
  readonly to: Target
  readonly isOneToOne: boolean = false
  override readonly relation: ForwardRelation
  readonly reverseRelation: ReverseRelation
  #target: Meta | undefined

  constructor(to: Target, options: ForeignKeyOptions) {
    super(options)
    if (!ON_DELETE.includes(options?.onDelete)) throw new UsageError(`onDelete is one of ${ON_DELETE.join(', ')}.`)
    if (options.onDelete === 'SET_NULL' && !options.null) throw new UsageError('onDelete SET_NULL needs null: true.')
    if (options.onDelete === 'SET_DEFAULT' && options.default === undefined && !options.null) {
      throw new UsageError('onDelete SET_DEFAULT needs a default.')
    }
    this.to = to
    this.relation = new ForwardRelation(this)
    this.reverseRelation = new ReverseRelation(this)
  }

  protected override constructorArguments(): readonly unknown[] {
    return [this.to, this.options]
  }
  protected override attributeName(name: string): string {
    return `${name}Id`
  }

  /** The model pointed at. Throws ReferenceError while its class is not evaluated yet. */
  get target(): Meta {
    this.#target ??= this.to === 'self' ? this.meta : this.to().meta
    return this.#target
  }
  get targetField(): Field {
    const { toField } = this.options
    return toField === undefined ? this.target.pk : this.target.field(toField)
  }
  /** The kind of the column, which is that of the field it refers to. */
  get kind(): FieldKind {
    return columnKind(this.targetField)
  }
  override get maxLength(): number | undefined {
    return this.targetField.maxLength
  }
  override get isRelation(): boolean {
    return true
  }
  override get dbIndex(): boolean {
    return this.options.dbIndex ?? true
  }
  get dbConstraint(): boolean {
    return this.options.dbConstraint ?? true
  }
  get onDelete(): OnDelete {
    return this.options.onDelete
  }
  /** Whether the reverse side has no name. */
  get isHidden(): boolean {
    return this.options.relatedName?.endsWith('+') ?? false
  }
  get reverseAccessor(): string | undefined {
    if (this.isHidden) return undefined
    const own = lowerFirst(this.meta.name)
    return this.options.relatedName ?? (this.isOneToOne ? own : `${own}Set`)
  }
  get reverseQueryName(): string {
    const { relatedName, relatedQueryName } = this.options
    // Hidden sides have names of their own, so that several fit on one model; nobody can type them.
    const hidden = this.isHidden ? `_${this.meta.name}_${this.name}_+` : undefined
    return relatedQueryName ?? hidden ?? relatedName ?? lowerFirst(this.meta.name)
  }

  /** Prepare a key as its target field does; an instance of the target stands for its key. */
  protected coerce(value: unknown): unknown {
    return this.targetField.prepare(this.keyOf(value))
  }

  override prepareSave(value: unknown): unknown {
    return value === null ? null : this.targetField.prepareSave(this.keyOf(value))
  }

  private keyOf(value: unknown): unknown {
    const meta = (value as { constructor?: { meta?: Meta } }).constructor?.meta
    if (!meta) return value
    if (meta !== this.target)
      throw new ValueError(`Field '${this.name}' takes a ${this.target.name}, not a ${meta.name}.`)
    return (value as Record<string, unknown>)[this.targetField.attname]
  }

  override getDefault(): unknown {
    const value = super.getDefault()
    return value === null ? null : this.keyOf(value)
  }

  protected override get declaredKind(): DeclaredKind {
    return 'foreignKey'
  }

  protected override stateOptions(): Record<string, unknown> {
    return { ...super.stateOptions(), to: this.target.name }
  }
}

/** The kind of a column that holds values of `field`: keys are counted up in one place only. */
function columnKind(field: Field): FieldKind {
  if (field instanceof AutoField) return field.kind === 'bigAuto' ? 'bigInteger' : 'integer'
  return field.kind
}

/** A foreign key that no two rows share. */
export class OneToOneField extends ForeignKeyField {
  override readonly isOneToOne: boolean = true

  override get unique(): boolean {
    return true
  }
  protected override get declaredKind(): DeclaredKind {
    return 'oneToOne'
  }
}
