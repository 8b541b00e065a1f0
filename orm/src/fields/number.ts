import { UsageError, ValueError } from '../errors.ts'
import type { Problem, Validator } from '../validation.ts'
import { decimalProblems, rangeProblem } from '../validation.ts'
import { parseDecimal, quantize } from './decimal.ts'
import { Field, type FieldKind, type FieldOptions, requireSize, shown } from './field.ts'

const INTEGER_TEXT = /^\s*[+-]?\d+(?:_\d+)*\s*$/u
const FLOAT_TEXT = /^\s*[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/iu
const SPECIAL_FLOATS = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
])

/** Whole numbers; those that a double cannot hold are bigint. */
abstract class WholeNumberField extends Field {
  /** Smallest and largest value that the column holds, as PostgreSQL has them. */
  abstract readonly range: readonly [bigint, bigint]

  protected override get ownValidators(): readonly Validator[] {
    return [value => rangeProblem(value, this.range)]
  }

  protected coerce(value: unknown): number | bigint {
    if (typeof value === 'number') return Number.isInteger(value) ? value : this.truncate(value)
    if (typeof value === 'bigint') return narrow(value)
    if (typeof value === 'boolean') return Number(value)
    if (typeof value !== 'string') throw new UsageError(expected(this, 'a number', value))
    if (!INTEGER_TEXT.test(value)) throw new ValueError(expected(this, 'a number', value))
    return narrow(BigInt(value.trim().replaceAll('_', '').replace(/^\+/, '')))
  }

  private truncate(value: number): number {
    if (!Number.isFinite(value)) throw new ValueError(expected(this, 'a number', value))
    return Math.trunc(value)
  }
}

/** Give a bigint as a number where that loses nothing. */
function narrow(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function expected(field: Field, what: string, value: unknown): string {
  return `Field '${field.name}' expected ${what} but got ${shown(value)}.`
}

const SMALL: readonly [bigint, bigint] = [-32768n, 32767n]
const NORMAL: readonly [bigint, bigint] = [-2147483648n, 2147483647n]
const POSITIVE: readonly [bigint, bigint] = [0n, 2147483647n]
const BIG: readonly [bigint, bigint] = [-9223372036854775808n, 9223372036854775807n]

export class IntegerField extends WholeNumberField {
  readonly kind: FieldKind = 'integer'
  readonly range = NORMAL
}

export class BigIntegerField extends WholeNumberField {
  readonly kind: FieldKind = 'bigInteger'
  readonly range = BIG
}

export class PositiveIntegerField extends WholeNumberField {
  readonly kind: FieldKind = 'positiveInteger'
  readonly range = POSITIVE
}

export class SmallIntegerField extends WholeNumberField {
  readonly kind: FieldKind = 'smallInteger'
  readonly range = SMALL
}

/** A primary key that the database counts up. */
export class AutoField extends WholeNumberField {
  readonly kind: FieldKind = 'auto'
  readonly range: readonly [bigint, bigint] = NORMAL
  override get primaryKey(): boolean {
    return this.options.primaryKey ?? true
  }
  override get isAuto(): boolean {
    return true
  }
  override get blank(): boolean {
    return true
  }
}

export class BigAutoField extends AutoField {
  override readonly kind: FieldKind = 'bigAuto'
  override readonly range = BIG
}

export class FloatField extends Field {
  readonly kind: FieldKind = 'float'

  protected coerce(value: unknown): number {
    if (typeof value === 'number') return value
    if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
    if (typeof value !== 'string') throw new UsageError(expected(this, 'a number', value))
    const special = SPECIAL_FLOATS.get(value.trim().toLowerCase().replace(/^[+-]/, ''))
    if (special !== undefined) return value.trim().startsWith('-') ? -special : special
    if (!FLOAT_TEXT.test(value)) throw new ValueError(expected(this, 'a number', value))
    return Number(value.replaceAll('_', ''))
  }
}

/** Options of a `decimal`; both are part of the column. */
export interface DecimalOptions extends FieldOptions {
  /** Digits in all. */
  readonly maxDigits: number
  /** Digits after the point. */
  readonly decimalPlaces: number
}

/** Exact decimal numbers, held as text such as `'9.90'`. */
export class DecimalField extends Field<DecimalOptions> {
  readonly kind: FieldKind = 'decimal'

  constructor(options: DecimalOptions) {
    super(options)
    requireSize('maxDigits', options.maxDigits)
    requireSize('decimalPlaces', options.decimalPlaces)
  }

  get maxDigits(): number {
    return this.options.maxDigits
  }
  get decimalPlaces(): number {
    return this.options.decimalPlaces
  }

  protected override get ownValidators(): readonly Validator[] {
    return [value => decimalProblems(value, this.maxDigits, this.decimalPlaces)]
  }

  protected coerce(value: unknown): string {
    const parsed =
      typeof value === 'object'
        ? undefined
        : parseDecimal(typeof value === 'boolean' ? String(Number(value)) : String(value))
    if (parsed === undefined) throw this.refusal(notDecimal(value))
    return parsed
  }

  /** Round half to even to the places of the column, as Django does on saving. */
  override prepareSave(value: unknown): unknown {
    const prepared = this.prepare(value)
    return prepared === null ? null : quantize(prepared as string, this.decimalPlaces)
  }
}

function notDecimal(value: unknown): Problem {
  return { code: 'invalid', message: `${shown(value)} value must be a decimal number.`, params: { value } }
}
