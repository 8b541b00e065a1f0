import type { SqlValue } from '../backend.ts'
import {
  type Decode,
  decimalText,
  type Encode,
  jsonMember,
  listEncoders,
  storedDecoders,
  storedEncoders,
  toInteger,
  toNumber,
} from '../stored-values.ts'

const encoders: Readonly<Record<string, Encode>> = {
  ...storedEncoders,
  // The driver sends only a Buffer as bytes.
  binary: value => (value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length) : null),
}

/** How values are stored, which is exactly how Django stores them. */
export function encoder(kind: string): Encode | null {
  return encoders[kind] ?? null
}

const decoders: Readonly<Record<string, Decode>> = {
  ...storedDecoders,
  auto: toInteger,
  bigAuto: toInteger,
  integer: toInteger,
  bigInteger: toInteger,
  positiveInteger: toInteger,
  smallInteger: toInteger,
  float: toNumber,
}

export function decoder(kind: string, decimalPlaces?: number): Decode | null {
  if (kind === 'decimal') return value => decimalText(value, decimalPlaces)
  return decoders[kind] ?? null
}

/** A list as JSON text, which `JSON_TABLE` takes apart again. */
export const listEncoder = listEncoders(jsonMember(encoders), members => `[${members.map(jsonText).join(',')}]`)

function jsonText(value: SqlValue): string {
  if (typeof value === 'bigint') return String(value)
  // The escape of half a character, which JSON has, is no JSON to the servers.
  return JSON.stringify(typeof value === 'string' ? value.toWellFormed() : value)
}
