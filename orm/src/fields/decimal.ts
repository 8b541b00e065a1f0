const DECIMAL_TEXT = /^\s*([+-]?)(\d[\d_]*)?(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/u
const LARGEST_EXPONENT = 400

/**
 * Read decimal text and write it without exponent: `1e2` → `100`, `.5` → `0.5`, `1.50` stays `1.50`.
 * Return undefined for text that is no finite decimal number.
 */
export function parseDecimal(text: string): string | undefined {
  const match = DECIMAL_TEXT.exec(text)
  if (!match || (match[2] === undefined && !match[3])) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const shift = Number(exponent)
  if (Math.abs(shift) > LARGEST_EXPONENT) return undefined
  return place(sign === '-' ? '-' : '', whole.replaceAll('_', '') + fraction, fraction.length - shift)
}

/** Put the point before the last `places` digits. */
function place(sign: string, digits: string, places: number): string {
  if (places <= 0) return sign + (trimZeros(digits + '0'.repeat(-places)) || '0')
  const padded = digits.padStart(places + 1, '0')
  return `${sign}${trimZeros(padded.slice(0, -places)) || '0'}.${padded.slice(-places)}`
}

function trimZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '')
}

/** Round text of `parseDecimal` half to even, so that exactly `places` digits follow the point. */
export function quantize(text: string, places: number): string {
  const [head = '0', fraction = ''] = text.split('.')
  if (fraction.length <= places) return places ? `${head}.${fraction.padEnd(places, '0')}` : head
  const sign = head.startsWith('-') ? '-' : ''
  const kept = BigInt(head.replace('-', '') + fraction.slice(0, places))
  const rounded = kept + (roundsUp(kept, fraction.slice(places)) ? 1n : 0n)
  return place(sign, rounded.toString(), places)
}

function roundsUp(kept: bigint, rest: string): boolean {
  const half = `5${'0'.repeat(rest.length - 1)}`
  return rest > half || (rest === half && kept % 2n === 1n)
}

/** Count the digits before and after the point, as Django's DecimalValidator does. */
export function decimalDigits(text: string): { whole: number; fraction: number } {
  const [head = '', fraction = ''] = text.replace('-', '').split('.')
  return { whole: head.replace(/^0+/, '').length, fraction: fraction.length }
}
