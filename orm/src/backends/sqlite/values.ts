import { parseDecimal, quantize } from '../../fields/decimal.ts'
import type { SqlValue } from '../backend.ts'
import { type Decode, type Encode, jsonMember, listEncoders, storedDecoders, storedEncoders } from '../stored-values.ts'

/** Digits of a decimal that a REAL column keeps. */
const REAL_DIGITS = 15

/** How values are stored, which is exactly how Django stores them. */
export function encoder(kind: string): Encode | null {
  return storedEncoders[kind] ?? null
}

const decoders: Readonly<Record<string, Decode>> = { ...storedDecoders, decimal: value => decimalText(value) }

export function decoder(kind: string, decimalPlaces?: number): Decode | null {
  if (kind !== 'decimal' || decimalPlaces === undefined) return decoders[kind] ?? null
  return value => {
    const text = decimalText(value)
    return typeof text === 'string' ? quantize(text, decimalPlaces) : text
  }
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

/** A list as JSON text, which `json_each` takes apart again. */
export const listEncoder = listEncoders(jsonMember(storedEncoders), members => `[${members.map(jsonText).join(',')}]`)

function jsonText(value: SqlValue): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}
