import { formatStoredDateTime, parseStoredDateTime } from '../datetime.ts'
import { parseDecimal, quantize } from '../fields/decimal.ts'
import type { SqlValue } from './backend.ts'

export type Encode = (value: unknown) => SqlValue
export type Decode = (value: unknown) => unknown

/** How databases without types for them store booleans, moments, UUIDs and JSON, which is exactly how Django does. */
export const storedEncoders: Readonly<Record<string, Encode>> = {
  boolean: value => (value === null ? null : Number(Boolean(value))),
  datetime: value => (value instanceof Date ? formatStoredDateTime(value) : (value as SqlValue)), // text or null
  uuid: value => (value === null ? null : String(value).replaceAll('-', '')),
  json: value => (value === null ? null : JSON.stringify(value)),
}

/** The same values on the way back. */
export const storedDecoders: Readonly<Record<string, Decode>> = {
  boolean: value => (value === null ? null : Boolean(Number(value))),
  datetime: value => (typeof value === 'string' ? (parseStoredDateTime(value) ?? value) : value),
  uuid: value => (typeof value === 'string' ? hyphenated(value) : value),
  json: value => (typeof value === 'string' ? JSON.parse(value) : value),
}

/** Numbers that are exact in SQL come as text from servers: decimals, sums, averages, and integers beyond 2^53. */
export const toNumber: Decode = value => (typeof value === 'string' ? Number(value) : value)
export const toInteger: Decode = value => {
  if (typeof value !== 'string') return value
  const number = Number(value)
  return Number.isSafeInteger(number) || value.includes('.') ? number : BigInt(value)
}

/** Make the encoder of lists of a kind out of the one of its members; each kind has one, so that equal ones are seen. */
export function listEncoders(member: (kind: string) => Encode, join: (members: SqlValue[]) => SqlValue) {
  const known = new Map<string, Encode>()
  return (kind: string): Encode => {
    const found = known.get(kind)
    if (found) return found
    const encode = member(kind)
    const made: Encode = list => join((list as readonly unknown[]).map(encode))
    known.set(kind, made)
    return made
  }
}

/** A decimal of a server. Where no column says how many, computed ones have as many zeros at the end as the server likes. */
export function decimalText(value: unknown, places: number | undefined): unknown {
  if (value === null) return null
  const text = parseDecimal(String(value)) ?? String(value)
  if (places !== undefined) return quantize(text, places)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** Members of a list that is written as JSON: bytes are hexadecimal digits there. */
export function jsonMember(encoders: Readonly<Record<string, Encode>>): (kind: string) => Encode {
  return kind => (kind === 'binary' ? hex : (encoders[kind] ?? unchanged))
}

/** A value that the driver takes as it is. */
export const unchanged: Encode = value => value as SqlValue

function hex(value: unknown): string {
  return Buffer.from(value as Uint8Array).toString('hex') // binary fields prepare nothing else
}

function hyphenated(digits: string): string {
  return digits.length === 32 ? digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : digits
}
