import { formatStoredDateTime, parseStoredDateTime } from '../../datetime.ts'
import { parseDecimal, quantize } from '../../fields/decimal.ts'
import type { SqlValue } from '../backend.ts'

type Encode = (value: unknown) => SqlValue
type Decode = (value: unknown) => unknown

/** Digits of a decimal that a REAL column keeps. */
const REAL_DIGITS = 15

const encoders: Readonly<Record<string, Encode>> = {
  boolean: value => (value === null ? null : Number(Boolean(value))),
  datetime: value => (value instanceof Date ? formatStoredDateTime(value) : (value as SqlValue)), // text or null
  uuid: value => (value === null ? null : String(value).replaceAll('-', '')),
  json: value => (value === null ? null : JSON.stringify(value)),
}

/** How values are stored, which is exactly how Django stores them. */
export function encoder(kind: string): Encode | null {
  return encoders[kind] ?? null
}

const decoders: Readonly<Record<string, Decode>> = {
  boolean: value => (value === null ? null : Boolean(value)),
  datetime: value => (typeof value === 'string' ? (parseStoredDateTime(value) ?? value) : value),
  uuid: value => (typeof value === 'string' ? hyphenated(value) : value),
  json: value => (typeof value === 'string' ? JSON.parse(value) : value),
  decimal: value => decimalText(value),
}

export function decoder(kind: string, decimalPlaces?: number): Decode | null {
  if (kind !== 'decimal' || decimalPlaces === undefined) return decoders[kind] ?? null
  return value => {
    const text = decimalText(value)
    return typeof text === 'string' ? quantize(text, decimalPlaces) : text
  }
}

function hyphenated(hex: string): string {
  return hex.length === 32 ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : hex
}

/** NUMERIC columns hold a decimal as an integer or a double; the double's first digits are the decimal's. */
function decimalText(value: unknown): unknown {
  if (typeof value !== 'number' && typeof value !== 'bigint') return value
  const digits =
    typeof value === 'bigint' || Number.isInteger(value)
      ? String(value)
      : String(Number(value.toPrecision(REAL_DIGITS)))
  return parseDecimal(String(digits)) ?? digits
}

const listEncoders = new Map<string, Encode>()

/** A list as JSON text, which `json_each` takes apart again. */
export function listEncoder(kind: string): Encode {
  const known = listEncoders.get(kind)
  if (known) return known
  const encode = kind === 'binary' ? hex : (encoders[kind] ?? ((value: unknown) => value as SqlValue))
  const made: Encode = list => `[${(list as readonly unknown[]).map(item => jsonText(encode(item))).join(',')}]`
  listEncoders.set(kind, made)
  return made
}

function jsonText(value: SqlValue): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}

function hex(value: unknown): string {
  return Buffer.from(value as Uint8Array).toString('hex') // binary fields prepare nothing else
}
