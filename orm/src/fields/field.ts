import { UsageError, ValidationError } from '../errors.ts'
import type { Meta } from '../meta.ts'
import { columnName } from '../names.ts'
import type { Relation } from '../relation.ts'
import { BLANK_PROBLEM, choiceProblem, NULL_PROBLEM, type Problem, type Validator } from '../validation.ts'

/** What a column holds; lookups, encoders and decoders are chosen by it. */
export type FieldKind =
  | 'auto'
  | 'bigAuto'
  | 'char'
  | 'text'
  | 'email'
  | 'slug'
  | 'url'
  | 'integer'
  | 'bigInteger'
  | 'positiveInteger'
  | 'smallInteger'
  | 'float'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'time'
  | 'datetime'
  | 'uuid'
  | 'json'
  | 'binary'

/** How a field was declared: the kind of its column, or the relation that it makes. */
export type DeclaredKind = FieldKind | 'foreignKey' | 'oneToOne' | 'manyToMany'

/** Allowed values, alone or with their labels, in the order in which a form offers them. */
export type Choices = readonly unknown[]

/** Options that every field takes; Django's meaning, camelCase spelling. */
export interface FieldOptions {
  /** Let the column hold NULL. */
  readonly null?: boolean
  /** Let no two rows have the same value. */
  readonly unique?: boolean
  /** Value of an instance that was not given one; a function is called each time. */
  readonly default?: unknown
  /** The only values that are accepted: values, or pairs of value and label. */
  readonly choices?: Choices
  /** Make an index of the column. */
  readonly dbIndex?: boolean
  /** Column name, where the snake_case form of the property is not the one. */
  readonly dbColumn?: string
  readonly primaryKey?: boolean
  /** `false` keeps the field out of forms and out of `fullClean`. */
  readonly editable?: boolean
  /** Checks besides those of the kind, run by `save`, `update` and `fullClean`. */
  readonly validators?: readonly Validator[]
  readonly verboseName?: string
  readonly helpText?: string
  /** Let `fullClean` accept an empty value. */
  readonly blank?: boolean
}

/** A field as plain data, comparable and storable: what migrations record. */
export interface FieldState {
  readonly kind: DeclaredKind
  readonly options: Readonly<Record<string, unknown>>
}

/**
 * One column of a model: its options, and the conversions between the values of an instance and of a query.
 * Declared without a name; the model binds a copy to its property.
 */
export abstract class Field<O extends FieldOptions = FieldOptions> {
  abstract readonly kind: FieldKind
  readonly options: O
  name = ''
  attname = ''
  column = ''
  meta!: Meta
  /** The way to the other model, of a field that has one. */
  readonly relation: Relation | undefined = undefined
  #validators: readonly Validator[] | undefined

  /** Options may be left out by kinds that need none; those that do declare a constructor. */
  constructor(options: O = {} as O) {
    this.options = options
  }

  get null(): boolean {
    return this.options.null ?? false
  }
  get primaryKey(): boolean {
    return this.options.primaryKey ?? false
  }
  get unique(): boolean {
    return this.primaryKey || (this.options.unique ?? false)
  }
  get dbIndex(): boolean {
    return this.options.dbIndex ?? false
  }
  get editable(): boolean {
    return this.options.editable ?? true
  }
  get blank(): boolean {
    return this.options.blank ?? false
  }
  get choices(): Choices | undefined {
    return this.options.choices
  }
  get verboseName(): string {
    return this.options.verboseName ?? columnName(this.name).replaceAll('_', ' ')
  }
  get hasDefault(): boolean {
    return this.options.default !== undefined
  }
  /** Longest text in code points; undefined = no limit. */
  get maxLength(): number | undefined {
    return undefined
  }
  get isRelation(): boolean {
    return false
  }
  /** Whether the database makes up the value of a new row. */
  get isAuto(): boolean {
    return false
  }
  /** What an instance holds that was given nothing and has no default. */
  protected get emptyValue(): unknown {
    return null
  }
  /** Checks that come with the kind of field, before those of the declaration. */
  protected get ownValidators(): readonly Validator[] {
    return []
  }

  /** Copy this declaration and tie the copy to a property of a model. */
  bind(meta: Meta, name: string): this {
    // The constructors take nothing but options, so a copy made from them is complete.
    const copy = new (this.constructor as new (...args: readonly unknown[]) => this)(...this.constructorArguments())
    copy.meta = meta
    copy.name = name
    copy.attname = copy.attributeName(name)
    copy.column = this.options.dbColumn ?? columnName(copy.attname)
    return copy
  }

  protected constructorArguments(): readonly unknown[] {
    return [this.options]
  }

  protected attributeName(name: string): string {
    return name
  }

  getDefault(): unknown {
    const given = this.options.default
    if (given !== undefined) return typeof given === 'function' ? given() : given
    return this.null ? null : this.emptyValue
  }

  /**
   * Turn a value into what a query compares or stores (Django: `get_prep_value`); null stays null.
   * Throws ValueError, UsageError or ValidationError, as Django's field of this kind does.
   */
  prepare(value: unknown): unknown {
    return value === null ? null : this.coerce(value)
  }

  /** As `prepare`, for a value on its way into the column (Django: `get_db_prep_save`). */
  prepareSave(value: unknown): unknown {
    return this.prepare(value)
  }

  /** Convert a value that is not null to the type of the column, or throw. */
  protected abstract coerce(value: unknown): unknown

  /** Value for the column when the object is saved; may set it on the object, as `autoNow` does. */
  preSave(instance: object, _adding: boolean): unknown {
    return (instance as Record<string, unknown>)[this.attname]
  }

  /**
   * Coerce a value and check everything but blankness and uniqueness: null, choices, validators.
   * Throws ValidationError; this is what `save` and `update` run.
   */
  check(value: unknown): unknown {
    if (value === null || value === undefined) {
      if (this.null || this.isAuto) return null
      throw this.refusal(NULL_PROBLEM)
    }
    const prepared = this.coerceForValidation(value)
    const problems = this.problemsOf(prepared)
    if (problems.length) throw new ValidationError({ [this.name]: problems })
    return prepared
  }

  /** As `check`, and refuse an empty value unless `blank` (Django: `clean`). */
  clean(value: unknown): unknown {
    const prepared = this.check(value)
    if (!this.blank && prepared !== null && this.isEmpty(prepared)) throw this.refusal(BLANK_PROBLEM)
    return prepared
  }

  isEmpty(value: unknown): boolean {
    return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  }

  private problemsOf(value: unknown): readonly Problem[] {
    if (this.isEmpty(value)) return NO_PROBLEMS
    this.#validators ??= [...this.ownValidators, ...(this.options.validators ?? [])]
    const choice = this.choices && choiceProblem(this.choices, value)
    let found = choice ? [choice] : NO_PROBLEMS
    for (const validator of this.#validators) {
      const problem = validator(value)
      if (problem) found = found.concat(problem)
    }
    return found
  }

  private coerceForValidation(value: unknown): unknown {
    try {
      return this.prepare(value)
    } catch (error) {
      if (error instanceof ValidationError) throw error
      const message = error instanceof Error ? error.message : String(error)
      throw new ValidationError({ [this.name]: [{ code: 'invalid', message }] }, { cause: error })
    }
  }

  /** A ValidationError for this field alone. */
  protected refusal(problem: Problem): ValidationError {
    return new ValidationError({ [this.name]: [problem] })
  }

  /** Describe the declaration as plain data; functions (defaults, validators) are left out. */
  deconstruct(): FieldState {
    return { kind: this.declaredKind, options: this.stateOptions() }
  }

  protected get declaredKind(): DeclaredKind {
    return this.kind
  }

  protected stateOptions(): Record<string, unknown> {
    const state: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(this.options)) {
      if (value !== undefined && typeof value !== 'function' && !UNRECORDED.has(key)) state[key] = value
    }
    return state
  }

  toString(): string {
    return `${this.meta?.name ?? '?'}.${this.name}`
  }
}

const NO_PROBLEMS: readonly Problem[] = []

/** @throws UsageError for a size that is no whole number: sizes stand in SQL as they are */
export function requireSize(option: string, size: unknown): void {
  if (size === undefined || (Number.isSafeInteger(size) && Number(size) >= 0)) return
  throw new UsageError(`'${option}' of a field is a whole number, not ${shown(size)}.`)
}

const UNRECORDED = new Set(['validators', 'helpText', 'verboseName', 'editable', 'blank', 'autoNow', 'autoNowAdd'])

/** Describe a value in an error message without ever printing more of it than is useful. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : typeof value === 'object' ? describe(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function describe(value: object | null): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  return value instanceof Date ? String(value) : `<${value.constructor?.name ?? 'Object'}>`
}
