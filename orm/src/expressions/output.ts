const INTEGER_KINDS = new Set(['auto', 'bigAuto', 'integer', 'bigInteger', 'positiveInteger', 'smallInteger'])
const TEXT_KINDS = new Set(['char', 'text', 'email', 'slug', 'url'])

/** Kinds of fields that mix freely in one expression. */
export function familyOf(kind: string): string {
  if (INTEGER_KINDS.has(kind)) return 'integer'
  return TEXT_KINDS.has(kind) ? 'text' : kind
}

export function isNumeric(kind: string): boolean {
  return INTEGER_KINDS.has(kind) || kind === 'float' || kind === 'decimal'
}
