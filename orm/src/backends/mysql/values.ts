import { formatStoredDateTime, parseStoredDateTime } from '../../datetime.ts'
import { parseDecimal, quantize } from '../../fields/decimal.ts'
import type { SqlValue } from '../backend.ts'

type Encode = (value: unknown) => SqlValue
type Decode = (value: unknown) => unknown

const encoders: Readonly<Record<string, Encode>> = {
  boolean: value => (value === null ? null : Number(Boolean(value))),
  datetime: value => (value instanceof Date ? formatStoredDateTime(value) : (value as SqlValue)), // text or null
  uuid: value => (value === null ? null : String(value).replaceAll('-', '')),
  json: value => (value === null ? null : JSON.stringify(value)),
  // The driver sends only a Buffer as bytes.
  binary: value => (value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length) : null),
}

/** How values are stored, which is exactly how Django stores them. */
export function encoder(kind: string): Encode | null {
  return encoders[kind] ?? null
}

/** Numbers that are exact in SQL come as text: decimals, sums, averages, and integers beyond 2^53. */
const toNumber: Decode = value => (typeof value === 'string' ? Number(value) : value)
const toInteger: Decode = value => {
  if (typeof value !== 'string') return value
  const number = Number(value)
  return Number.isSafeInteger(number) || value.includes('.') ? number : BigInt(value)
}

const decoders: Readonly<Record<string, Decode>> = {
  auto: toInteger,
  bigAuto: toInteger,
  integer: toInteger,
  bigInteger: toInteger,
  positiveInteger: toInteger,
  smallInteger: toInteger,
  float: toNumber,
  boolean: value => (value === null ? null : Boolean(Number(value))),
  datetime: value => (typeof value === 'string' ? (parseStoredDateTime(value) ?? value) : value),
  uuid: value => (typeof value === 'string' ? hyphenated(value) : value),
  json: value => (typeof value === 'string' ? JSON.parse(value) : value),
}

export function decoder(kind: string, decimalPlaces?: number): Decode | null {
  if (kind === 'decimal') return value => decimalText(value, decimalPlaces)
  return decoders[kind] ?? null
}

function hyphenated(hex: string): string {
  return hex.length === 32 ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : hex
}

/** Computed decimals have as many zeros at the end as the server had room for. */
function decimalText(value: unknown, places: number | undefined): unknown {
  if (value === null) return null
  const text = parseDecimal(String(value)) ?? String(value)
  if (places !== undefined) return quantize(text, places)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

const listEncoders = new Map<string, Encode>()

/** A list as JSON text, which `JSON_TABLE` takes apart again; each kind has one function, so that equal ones are seen. */
export function listEncoder(kind: string): Encode {
  const known = listEncoders.get(kind)
  if (known) return known
  const encode = kind === 'binary' ? hex : (encoders[kind] ?? ((value: unknown) => value as SqlValue))
  const made: Encode = list => `[${(list as readonly unknown[]).map(item => jsonText(encode(item))).join(',')}]`
  listEncoders.set(kind, made)
  return made
}

function jsonText(value: SqlValue): string {
  if (typeof value === 'bigint') return String(value)
  // The escape of half a character, which JSON has, is no JSON to the servers.
  return JSON.stringify(typeof value === 'string' ? value.toWellFormed() : value)
}

function hex(value: unknown): string {
  return Buffer.from(value as Uint8Array).toString('hex') // binary fields prepare nothing else
}
