import { BY_CODE_POINT, changeCase } from './collation.ts'

type Write = (args: readonly string[]) => string

/** Functions that the servers call by another name. */
const NAMES: Readonly<Record<string, string>> = { LENGTH: 'CHAR_LENGTH', STRPOS: 'INSTR' }

/** Functions that the servers write in another way. */
const WRITERS: Readonly<Record<string, Write>> = {
  CONCAT: args => `CONCAT(${args.map(arg => `COALESCE(${arg}, '')`).join(', ')})`,
  UPPER: ([text = '']) => changeCase('UPPER', text),
  LOWER: ([text = '']) => changeCase('LOWER', text),
  GREATEST: args => ignoringNulls('GREATEST', args),
  LEAST: args => ignoringNulls('LEAST', args),
  CHR: ([codePoint]) =>
    `CONVERT(CONVERT(UNHEX(LPAD(HEX(${codePoint}), 8, '0')) USING utf32) USING utf8mb4) ${BY_CODE_POINT}`,
  // ORD() gives the bytes of the character as one number.
  ASCII: ([text]) =>
    `(CASE ${text} WHEN '' THEN 0 ELSE CAST(CONV(HEX(CONVERT(LEFT(${text}, 1) USING utf32)), 16, 10) AS SIGNED) END)`,
  // Of a double, half of the last place goes to the even neighbour.
  ROUND: ([number, places]) => `ROUND(CAST(${number} AS DECIMAL(65, 30)), ${places})`,
  SHA224: digest(224),
  SHA256: digest(256),
  SHA384: digest(384),
  SHA512: digest(512),
}

function digest(bits: number): Write {
  return ([text]) => `SHA2(${text}, ${bits})`
}

/** Here GREATEST and LEAST give NULL as soon as one of the values is. */
function ignoringNulls(name: string, args: readonly string[]): string {
  const filled = args.map((arg, i) => `COALESCE(${[arg, ...args.filter((_, j) => j !== i)].join(', ')})`)
  return `${name}(${filled.join(', ')})`
}

/** Write the call of a function by its name in PostgreSQL. */
export function call(name: string, args: readonly string[]): string {
  return WRITERS[name]?.(args) ?? `${NAMES[name] ?? name}(${args.join(', ')})`
}
