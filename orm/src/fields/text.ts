import { formatStoredDateTime } from '../datetime.ts'
import type { Problem, Validator } from '../validation.ts'
import { emailProblem, maxLengthProblem, nulProblem, slugProblem, urlProblem } from '../validation.ts'
import { Field, type FieldKind, type FieldOptions, requireSize, shown } from './field.ts'

/** Options of the kinds of text. */
export interface TextOptions extends FieldOptions {
  /** Longest value in code points, as PostgreSQL counts. */
  readonly maxLength?: number
}

/** What a text is compared with: a moment as it is stored, a list as `['x']` so that it does not pass for its only member. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Date) return formatStoredDateTime(value)
  return Array.isArray(value) ? `[${value.map(shown).join(', ')}]` : String(value)
}

/** Text of any kind: `char`, `text` and the kinds that also check their syntax. */
abstract class TextField extends Field<TextOptions> {
  constructor(options: TextOptions = {}) {
    super(options)
    requireSize('maxLength', options.maxLength)
  }

  override get maxLength(): number | undefined {
    return this.options.maxLength
  }

  protected override get emptyValue(): unknown {
    return ''
  }

  protected override get ownValidators(): readonly Validator[] {
    const { maxLength } = this
    return maxLength === undefined ? [nulProblem] : [value => maxLengthProblem(value, maxLength), nulProblem]
  }

  protected coerce(value: unknown): string {
    return textOf(value)
  }

  /** Refuse objects, whose text nobody ever meant to store, before they become text. */
  override check(value: unknown): unknown {
    if (typeof value === 'object' && value !== null) throw this.refusal(NOT_TEXT)
    return super.check(value)
  }
}

const NOT_TEXT: Problem = { code: 'invalid', message: 'Enter a text.' }

export class CharField extends TextField {
  readonly kind: FieldKind = 'char'
}

export class LongTextField extends TextField {
  readonly kind: FieldKind = 'text'
}

export class EmailField extends TextField {
  readonly kind: FieldKind = 'email'
  override get maxLength(): number {
    return this.options.maxLength ?? 254
  }
  protected override get ownValidators(): readonly Validator[] {
    return [...super.ownValidators, emailProblem]
  }
}

export class SlugField extends TextField {
  readonly kind: FieldKind = 'slug'
  override get maxLength(): number {
    return this.options.maxLength ?? 50
  }
  override get dbIndex(): boolean {
    return this.options.dbIndex ?? true
  }
  protected override get ownValidators(): readonly Validator[] {
    return [...super.ownValidators, slugProblem]
  }
}

export class UrlField extends TextField {
  readonly kind: FieldKind = 'url'
  override get maxLength(): number {
    return this.options.maxLength ?? 200
  }
  protected override get ownValidators(): readonly Validator[] {
    return [...super.ownValidators, urlProblem]
  }
}
