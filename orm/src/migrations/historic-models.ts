import type { FieldKind } from '../fields/field.ts'
import { ForeignKeyField, type ForeignKeyOptions, OneToOneField } from '../fields/foreign-key.ts'
import { ManyToManyField, type ManyToManyOptions } from '../fields/many-to-many.ts'
import {
  AutoField,
  BigAutoField,
  BigIntegerField,
  DecimalField,
  FloatField,
  IntegerField,
  PositiveIntegerField,
  SmallIntegerField,
} from '../fields/number.ts'
import { BinaryField, BooleanField, JsonField, UuidField } from '../fields/other.ts'
import { DateField, DateTimeField, TimeField } from '../fields/temporal.ts'
import { CharField, EmailField, LongTextField, SlugField, UrlField } from '../fields/text.ts'
import type { FieldSpecs } from '../meta.ts'
import { defineModel, type ModelClass, useModel } from '../model.ts'
import { settleRelations } from '../registry.ts'
import type { FieldState, ModelState, ProjectState } from './state.ts'

type Spec = FieldSpecs[string]

/** The classes of fields that hold a value themselves; recorded options are the options of their constructors. */
const CLASSES: Readonly<Record<FieldKind, new (options: never) => Spec>> = {
  auto: AutoField,
  bigAuto: BigAutoField,
  char: CharField,
  text: LongTextField,
  email: EmailField,
  slug: SlugField,
  url: UrlField,
  integer: IntegerField,
  bigInteger: BigIntegerField,
  positiveInteger: PositiveIntegerField,
  smallInteger: SmallIntegerField,
  float: FloatField,
  decimal: DecimalField,
  boolean: BooleanField,
  date: DateField,
  time: TimeField,
  datetime: DateTimeField,
  uuid: UuidField,
  json: JsonField,
  binary: BinaryField,
}

/** Models as they were at one point of the history: fields and relations, without methods and validators. */
export class HistoricModels {
  readonly #state: ProjectState
  readonly #made = new Map<string, ModelClass>()

  constructor(state: ProjectState) {
    this.#state = state
  }

  /** The model of this name; the same class each time. Throws UsageError if no migration has made it. */
  get(name: string): ModelClass {
    if (this.#made.size === 0) this.#makeAll()
    return this.#made.get(name) ?? this.#make(this.#state.model(name))
  }

  /** Relations are known from both sides, so the models come into being together. */
  #makeAll(): void {
    for (const model of this.#state.models.values()) this.#make(model)
    for (const model of this.#made.values()) useModel(model)
    settleRelations()
  }

  #make(model: ModelState): ModelClass {
    const specs = Object.entries(model.fields).map(([name, field]) => [name, this.#field(field)] as const)
    const { table, uniqueTogether } = model
    const made = defineModel(model.name, Object.fromEntries(specs), { table, uniqueTogether })
    this.#made.set(model.name, made)
    return made
  }

  #field({ kind, options }: FieldState): Spec {
    const target = () => this.get(String(options.to))
    // What was recorded are the options that the field was declared with, so the casts give them their types back.
    if (kind === 'foreignKey') return new ForeignKeyField(target, options as ForeignKeyOptions)
    if (kind === 'oneToOne') return new OneToOneField(target, options as ForeignKeyOptions)
    if (kind === 'manyToMany') return new ManyToManyField(target, this.#manyToManyOptions(options))
    return new CLASSES[kind](options as never)
  }

  #manyToManyOptions({ through, dbTable, ...options }: FieldState['options']): ManyToManyOptions {
    const join = through === undefined ? { dbTable } : { through: () => this.get(through) }
    return { ...options, ...join } as unknown as ManyToManyOptions
  }
}
