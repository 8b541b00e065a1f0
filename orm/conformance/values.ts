import { isObject, type Json, marker, Unsupported } from './format.ts'

/** Turn a marked value of the file into what this package takes; anything unmarked stands for itself. */
export function decodeValue(value: Json): unknown {
  if (Array.isArray(value)) return value.map(decodeValue)
  if (!isObject(value)) return value
  const kind = marker(value)
  if (kind === undefined) return value
  const content = value[kind] ?? null
  switch (kind) {
    case '$datetime':
      return decodeDatetime(String(content))
    case '$date':
    case '$uuid':
    case '$decimal':
      return String(content)
    case '$float':
      return Number(content)
    case '$integer':
      return BigInt(String(content))
    default:
      throw new Unsupported(`value ${kind}`)
  }
}

/** Datetimes carry no zone in the file: naive ones run in UTC, those under `settings` are UTC instants. */
function decodeDatetime(text: string): Date | string {
  const microseconds = /\.\d{3}\d*[1-9]/.test(text)
  return microseconds ? `${text}Z` : new Date(`${text}Z`)
}
