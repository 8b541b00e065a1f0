import { createHash } from 'node:crypto'

type TextFunction = (...args: unknown[]) => string | number | null

/** Give NULL as soon as an argument is. SQLite asks how many there are. */
function strict(fn: (...args: string[]) => string | number): TextFunction {
  const whole: TextFunction = (...args) => (args.includes(null) ? null : fn(...args.map(String)))
  return Object.defineProperty(whole, 'length', { value: fn.length })
}

/** What fills a text up to so many code points; a text that is longer gets nothing. */
function filling(text: string, length: string, fill: string): string {
  const missing = Number(length) - [...text].length
  const points = [...fill]
  if (missing <= 0 || points.length === 0) return ''
  return Array.from({ length: missing }, (_, i) => points[i % points.length]).join('')
}

function cut(text: string, length: string): string {
  return [...text].slice(0, Math.max(0, Number(length))).join('')
}

/** Functions of texts that SQLite lacks; they count code points, as the servers do. */
export const textFunctions: Readonly<Record<string, TextFunction>> = {
  INKSTONE_REPEAT: strict((text, count) => text.repeat(Math.max(0, Number(count)))),
  INKSTONE_REVERSE: strict(text => [...text].reverse().join('')),
  INKSTONE_LPAD: strict((text, length, fill) => filling(text, length, fill) + cut(text, length)),
  INKSTONE_RPAD: strict((text, length, fill) => cut(text, length) + filling(text, length, fill)),
  INKSTONE_ORD: strict(text => text.codePointAt(0) ?? 0),
  INKSTONE_DIGEST: strict((algorithm, text) => createHash(algorithm).update(text).digest('hex')),
}
