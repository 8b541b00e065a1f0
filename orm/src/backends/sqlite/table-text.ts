/** One token of SQL: white space, comments, texts, names in any quotes, words, numbers, operators, other characters. */
const TOKENS =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\p{L}_][\p{L}\p{N}_$]*|\.?\d[\d.]*(?:e[+-]?\d+)?|-?[<>=!|]+|[\s\S]/giu

const INSIGNIFICANT = /^(?:\s|--|\/\*)/
const TABLE_CONSTRAINT = /^(?:CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN)$/i

/** What stands between two commas of CREATE TABLE: a column, or a constraint of the table. */
export interface Definition {
  readonly text: string
  /** Its tokens without space and comments. */
  readonly tokens: readonly string[]
  /** The column's name; undefined for a constraint. */
  readonly column: string | undefined
}

/** The text that made a table, taken apart (https://www.sqlite.org/lang_createtable.html). */
export interface TableText {
  readonly definitions: readonly Definition[]
  /** What follows the definitions: `STRICT`, `WITHOUT ROWID`. */
  readonly options: string
}

/** Take apart what SQLite keeps of a CREATE TABLE; undefined where it does not list definitions. */
export function readTableText(sql: string): TableText | undefined {
  const tokens: readonly string[] = sql.match(TOKENS) ?? []
  const open = tokens.indexOf('(')
  if (open < 0) return undefined
  const close = closing(tokens, open)
  const options = tokens.slice(close + 1).join('')
  return { definitions: splitAtCommas(tokens.slice(open + 1, close)).map(definitionOf), options }
}

/** The columns that a definition, or a clause of one, speaks of, in lower case; other names may be among them. */
export function namesIn(tokens: readonly string[]): Set<string> {
  return new Set(tokens.flatMap(token => nameOf(token)?.toLowerCase() ?? []))
}

/** A constraint of a table: its kind in capitals, its name where it has one, and the columns in its first parentheses. */
export function tableConstraint({ tokens }: Definition) {
  const isNamed = /^CONSTRAINT$/i.test(tokens[0] ?? '')
  const open = tokens.indexOf('(')
  return {
    kind: (tokens[isNamed ? 2 : 0] ?? '').toUpperCase(),
    name: isNamed ? nameOf(tokens[1] ?? '') : undefined,
    columns: namesIn(tokens.slice(open, closing(tokens, open))),
  }
}

/** The checks of a column or table, its default value and its collation, as clauses of their own. */
export function clausesOf({ tokens }: Pick<Definition, 'tokens'>): string[][] {
  const clauses: string[][] = []
  for (let i = 0; i < tokens.length; i++) {
    const end = clauseEnd(tokens, i)
    if (end !== undefined) {
      const isNamed = /^CONSTRAINT$/i.test(tokens[i - 2] ?? '')
      clauses.push(tokens.slice(isNamed ? i - 2 : i, end + 1))
      i = end
    } else if (tokens[i] === '(') i = closing(tokens, i)
  }
  return clauses
}

/** A text as it can be compared: the same names in any quotes, and nothing but tokens. */
export function comparable(sql: string): string {
  const tokens = (sql.match(TOKENS) ?? []).filter(token => !INSIGNIFICANT.test(token))
  return tokens.map(token => (nameOf(token) ?? token).toLowerCase()).join(' ')
}

/** Where the clause ends that begins here. */
function clauseEnd(tokens: readonly string[], start: number): number | undefined {
  const word = (tokens[start] ?? '').toUpperCase()
  const next = start + 1
  if (word === 'CHECK') return closing(tokens, next)
  if (word === 'COLLATE') return next
  // A foreign key may SET DEFAULT.
  if (word !== 'DEFAULT' || /^SET$/i.test(tokens[start - 1] ?? '')) return undefined
  if (tokens[next] === '(') return closing(tokens, next)
  return /^[+-]$/.test(tokens[next] ?? '') ? next + 1 : next
}

function definitionOf(parts: readonly string[]): Definition {
  const tokens = parts.filter(token => !INSIGNIFICANT.test(token))
  const [first = ''] = tokens
  return { text: parts.join('').trim(), tokens, column: TABLE_CONSTRAINT.test(first) ? undefined : nameOf(first) }
}

function splitAtCommas(tokens: readonly string[]): string[][] {
  const parts: string[][] = [[]]
  for (let i = 0; i < tokens.length; i++) {
    const end = tokens[i] === '(' ? closing(tokens, i) : i
    if (tokens[i] === ',') parts.push([])
    else parts.at(-1)?.push(...tokens.slice(i, end + 1))
    i = end
  }
  return parts
}

/** The parenthesis that closes the one at `open`. */
function closing(tokens: readonly string[], open: number): number {
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i] === '(') depth += 1
    if (tokens[i] === ')') depth -= 1
    if (depth === 0) return i
  }
  return tokens.length
}

/** The name that a token is, without its quotes; words of the language are names, too, where one is expected. */
export function nameOf(token: string): string | undefined {
  const [first = ''] = token
  if (first === '"' || first === '`') return token.slice(1, -1).replaceAll(first + first, first)
  if (first === '[') return token.slice(1, -1)
  return /^[\p{L}_]/u.test(token) ? token : undefined
}
