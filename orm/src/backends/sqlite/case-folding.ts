const ASCII = /^\p{ASCII}*$/u

/** Upper case, one code point for one, as PostgreSQL's `upper()`: ß stays ß. */
export function upperCase(text: string): string {
  const upper = text.toUpperCase()
  return upper.length === text.length ? upper : each(text, char => char.toUpperCase())
}

/** Lower case, one code point for one, whatever stands beside it. */
export function lowerCase(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : each(text, char => char.toLowerCase())
}

function each(text: string, change: (char: string) => string): string {
  let changed = ''
  for (const char of text) {
    const other = change(char)
    changed += other.length === char.length ? other : char
  }
  return changed
}
