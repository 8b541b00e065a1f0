import type { Operations, SqlValue } from '../backends/backend.ts'
import { UsageError, ValueError } from '../errors.ts'

/** What may stand in `${…}` of a {@link sql} template. */
export type SqlInput = SqlValue | SqlText | TableSource

/** A model, which stands for its table. */
interface TableSource {
  readonly meta: { readonly table: string }
}

/** A part of a statement: text of the program, a name to quote, or a value to bind. */
type Piece = { readonly text: string } | { readonly name: string } | { readonly value: SqlValue }

/** A statement for a driver. */
export interface Statement {
  readonly sql: string
  readonly params: readonly SqlValue[]
}

/** SQL with its values beside it, as {@link sql} makes it: there is no other way to make one. */
export class SqlText {
  readonly #pieces: readonly Piece[]

  /** For the package: applications write {@link sql} templates. */
  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces
  }

  /** Write the statement for a back end, with its placeholders. */
  statement(operations: Operations): Statement {
    const params: SqlValue[] = []
    const written = this.#pieces.map(piece => {
      if ('text' in piece) return piece.text
      if ('name' in piece) return operations.quoteName(piece.name)
      return operations.placeholder(params.push(encoded(piece.value, operations)))
    })
    return { sql: written.join(''), params }
  }

  /** The pieces of a part of another template. */
  static piecesOf(part: SqlText): readonly Piece[] {
    return part.#pieces
  }
}

/**
 * Write SQL whose values are bound, never part of the text: `` sql`SELECT * FROM ${User} WHERE id IN ${ids}` ``.
 * A model stands for its table, a list for its members in parentheses, another template for what it says.
 * @throws ValueError for `undefined`, an empty list, and what no driver takes; UsageError when called as a function.
 */
export function sql(texts: TemplateStringsArray, ...inputs: readonly SqlInput[]): SqlText {
  if (!Array.isArray(texts) || !Object.isFrozen(texts) || !Array.isArray(texts.raw)) {
    throw new UsageError('sql is a tag: write sql`…`, so that values are bound instead of becoming part of the text.')
  }
  return new SqlText(texts.flatMap((text, i) => [{ text }, ...(i < inputs.length ? pieces(inputs[i]) : [])]))
}

/** A name of a column or table that is known at run time only, quoted: `` sql`ORDER BY ${sql.identifier(column)}` ``. */
sql.identifier = (name: string): SqlText => {
  if (typeof name !== 'string' || name === '' || name.includes('\0')) throw new ValueError('A name is a text.')
  return new SqlText([{ name }])
}

function pieces(input: unknown): readonly Piece[] {
  if (input instanceof SqlText) return SqlText.piecesOf(input)
  if (Array.isArray(input)) return list(input)
  if (isModel(input)) return [{ name: input.meta.table }]
  return [{ value: bindable(input) }]
}

function list(values: readonly unknown[]): readonly Piece[] {
  if (values.length === 0) throw new ValueError('An empty list cannot be written in SQL; leave the condition out.')
  const members = values.flatMap((value, i) => [{ text: i === 0 ? '(' : ', ' }, { value: bindable(value) }])
  return [...members, { text: ')' }]
}

function isModel(input: unknown): input is TableSource {
  return typeof input === 'function' && 'meta' in input
}

const PRIMITIVES = new Set(['string', 'number', 'bigint', 'boolean'])

function bindable(value: unknown): SqlValue {
  const fits = value === null || PRIMITIVES.has(typeof value) || value instanceof Date || value instanceof Uint8Array
  if (fits) return value as SqlValue // checked
  const reason = value === undefined ? '; use null for no value' : ''
  throw new ValueError(`A value of type ${typeof value} cannot be bound in SQL${reason}.`)
}

/** Dates and truth values as the columns of the database hold them. */
function encoded(value: SqlValue, operations: Operations): SqlValue {
  const kind = value instanceof Date ? 'datetime' : typeof value === 'boolean' ? 'boolean' : undefined
  const encode = kind === undefined ? null : operations.encoder(kind)
  return encode ? encode(value) : value
}
