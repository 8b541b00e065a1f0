type Write = (args: readonly string[]) => string

/** Functions that SQLite calls by another name. */
const NAMES: Readonly<Record<string, string>> = {
  LOWER: 'INKSTONE_LOWER',
  UPPER: 'INKSTONE_UPPER',
  REPEAT: 'INKSTONE_REPEAT',
  REVERSE: 'INKSTONE_REVERSE',
  LPAD: 'INKSTONE_LPAD',
  RPAD: 'INKSTONE_RPAD',
  STRPOS: 'INSTR',
  CHR: 'CHAR',
  ASCII: 'INKSTONE_ORD',
}

/** Functions that SQLite writes in another way. */
const WRITERS: Readonly<Record<string, Write>> = {
  CONCAT: args => `(${args.map(arg => `COALESCE(${arg}, '')`).join(' || ')})`,
  LEFT: ([text, count]) => `SUBSTR(${text}, 1, ${count})`,
  RIGHT: ([text, count]) => `SUBSTR(${text}, -${count}, ${count})`,
  GREATEST: args => ignoringNulls('MAX', args),
  LEAST: args => ignoringNulls('MIN', args),
  COT: ([angle]) => `(1 / TAN(${angle}))`,
  MD5: digest('md5'),
  SHA224: digest('sha224'),
  SHA256: digest('sha256'),
  SHA384: digest('sha384'),
  SHA512: digest('sha512'),
}

function digest(algorithm: string): Write {
  return ([text]) => `INKSTONE_DIGEST('${algorithm}', ${text})`
}

/** SQLite's MAX and MIN of several values give NULL as soon as one of them is. */
function ignoringNulls(name: string, args: readonly string[]): string {
  const filled = args.map((arg, i) => `COALESCE(${[arg, ...args.filter((_, j) => j !== i)].join(', ')})`)
  return `${name}(${filled.join(', ')})`
}

/** Write the call of a function by its name in PostgreSQL. */
export function call(name: string, args: readonly string[]): string {
  return WRITERS[name]?.(args) ?? `${NAMES[name] ?? name}(${args.join(', ')})`
}
