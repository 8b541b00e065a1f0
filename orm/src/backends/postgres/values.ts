import { formatStoredDateTime } from '../../datetime.ts'
import type { SqlValue } from '../backend.ts'
import {
  type Decode,
  decimalText,
  type Encode,
  listEncoders,
  toInteger,
  toNumber,
  unchanged,
} from '../stored-values.ts'

const encoders: Readonly<Record<string, Encode>> = {
  // Text with an offset means the same moment whatever the column and the session are set to.
  datetime: value => (value instanceof Date ? `${formatStoredDateTime(value)}+00` : (value as SqlValue)),
  json: value => (value === null ? null : JSON.stringify(value)),
}

/** What the driver is given for a prepared value. */
export function encoder(kind: string): Encode | null {
  return encoders[kind] ?? null
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

/** A list is one array parameter, which the driver writes. */
export const listEncoder = listEncoders(
  kind => encoders[kind] ?? unchanged,
  members => members,
)
