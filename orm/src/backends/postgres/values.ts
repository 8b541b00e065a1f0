import { formatStoredDateTime } from '../../datetime.ts'
import { parseDecimal, quantize } from '../../fields/decimal.ts'
import type { SqlValue } from '../backend.ts'

type Encode = (value: unknown) => SqlValue
type Decode = (value: unknown) => unknown

const encoders: Readonly<Record<string, Encode>> = {
  // Text with an offset means the same moment whatever the column and the session are set to.
  datetime: value => (value instanceof Date ? `${formatStoredDateTime(value)}+00` : (value as SqlValue)),
  json: value => (value === null ? null : JSON.stringify(value)),
}

/** What the driver is given for a prepared value. */
export function encoder(kind: string): Encode | null {
  return encoders[kind] ?? null
}

/** Sums and averages of integers come as NUMERIC, so as text. */
const toNumber: Decode = value => (typeof value === 'string' ? Number(value) : value)
const toInteger: Decode = value => {
  if (typeof value !== 'string') return value
  const number = Number(value)
  return Number.isSafeInteger(number) || value.includes('.') ? number : BigInt(value)
}

const decoders: Readonly<Record<string, Decode>> = {
  float: toNumber,
  integer: toInteger,
  bigInteger: toInteger,
  positiveInteger: toInteger,
  smallInteger: toInteger,
}

/** What a value of the driver becomes; most are right as they are. */
export function decoder(kind: string, decimalPlaces?: number): Decode | null {
  if (kind === 'decimal') return value => decimalText(value, decimalPlaces)
  return decoders[kind] ?? null
}

function decimalText(value: unknown, places: number | undefined): unknown {
  if (value === null) return null
  const text = parseDecimal(String(value)) ?? String(value)
  return places === undefined ? text : quantize(text, places)
}

const listEncoders = new Map<string, Encode>()

/** A list is one array parameter, which the driver writes; each kind has one function, so that equal ones are seen. */
export function listEncoder(kind: string): Encode {
  const known = listEncoders.get(kind)
  if (known) return known
  const encode = encoders[kind] ?? ((value: unknown) => value as SqlValue)
  const made: Encode = list => (list as readonly unknown[]).map(encode)
  listEncoders.set(kind, made)
  return made
}
