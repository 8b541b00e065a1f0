import { UsageError } from '../errors.ts'
import type { Problem } from '../validation.ts'
import { Field, type FieldKind, shown } from './field.ts'

const TRUE = new Set<unknown>([true, 1, 1n, 't', 'True', 'true', '1'])
const FALSE = new Set<unknown>([false, 0, 0n, 'f', 'False', 'false', '0'])

export class BooleanField extends Field {
  readonly kind: FieldKind = 'boolean'

  protected coerce(value: unknown): boolean | null {
    if (TRUE.has(value)) return true
    if (FALSE.has(value)) return false
    if (this.null && this.isEmpty(value)) return null
    throw this.refusal(refused('boolean', value, 'must be either true or false'))
  }
}

const UUID_TEXT = /^[0-9a-f]{32}$/

export class UuidField extends Field {
  readonly kind: FieldKind = 'uuid'

  /** Accept every spelling that Python's `UUID()` accepts, and the number that it is; give lower case with hyphens. */
  protected coerce(value: unknown): string {
    const isNumber = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
    const text = isNumber
      ? value.toString(16).padStart(32, '0')
      : String(value).replace('urn:', '').replace('uuid:', '')
    const hex = text
      .replace(/^[{}]+|[{}]+$/g, '')
      .replaceAll('-', '')
      .toLowerCase()
    if (!UUID_TEXT.test(hex)) throw this.refusal(refused('UUID', value, 'is not a valid UUID'))
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}

/** Any value that JSON can hold. */
export class JsonField extends Field {
  readonly kind: FieldKind = 'json'

  protected coerce(value: unknown): unknown {
    if (isJson(value)) return value
    throw new UsageError(`Field '${this.name}' expected a JSON value but got ${shown(value)}.`)
  }

  override isEmpty(value: unknown): boolean {
    return value === null || value === undefined || value === ''
  }
}

function isJson(value: unknown): boolean {
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? Number(part) : part)) !== undefined
}

export class BinaryField extends Field {
  readonly kind: FieldKind = 'binary'

  protected override get emptyValue(): unknown {
    return new Uint8Array()
  }

  protected coerce(value: unknown): Uint8Array {
    if (value instanceof Uint8Array) return value
    if (value instanceof ArrayBuffer) return new Uint8Array(value)
    throw new UsageError(`Field '${this.name}' expected bytes but got ${shown(value)}.`)
  }

  override isEmpty(value: unknown): boolean {
    return !(value instanceof Uint8Array) || value.length === 0
  }
}

function refused(what: string, value: unknown, sentence: string): Problem {
  return { code: 'invalid', message: `${shown(value)} value ${sentence}.`, params: { value, what } }
}
