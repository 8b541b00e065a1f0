import type { Compiler } from '../sql/compiler.ts'
import type { Mention, PathsOf } from '../types/expressions.ts'
import { Combinable } from './combinable.ts'
import type { Expression } from './expression.ts'
import { type Argument, argument } from './func.ts'
import { JSON_VALUE } from './types.ts'

/** Indexes have so few digits that every database takes them for a number; longer ones are keys. */
const INDEX = /^-?\d{1,9}$/

/** One step into a JSON value: the key of an object, or the position in a list, from the end when negative. */
export type JsonStep = string | number

/**
 * A part of a JSON value, by keys and indexes; NULL where there is none. Keys are parameters of the statement, so that
 * whatever they contain stays a key.
 */
export class JsonPart extends Combinable {
  readonly path: readonly JsonStep[]

  constructor(source: Expression, path: readonly JsonStep[]) {
    super([source], JSON_VALUE)
    this.path = path
  }

  get source(): Expression {
    return this.children[0] as Expression // given to the constructor
  }

  label(): string {
    return `json ${JSON.stringify(this.path)}`
  }

  compile(compiler: Compiler): string {
    const source = this.source.compile(compiler)
    return compiler.backend.operations.json.part(source, this.path, value => compiler.constant(value))
  }

  override compileForOrder(compiler: Compiler): string {
    return compiler.backend.operations.json.comparable(this.compile(compiler))
  }
}

/** Step further into a JSON value: `data__tags__0`. A whole number is a position in a list, everything else a key. */
export function jsonPart(lhs: Expression, name: string): JsonPart {
  const step = INDEX.test(name) ? Number(name) : name
  return lhs instanceof JsonPart ? new JsonPart(lhs.source, [...lhs.path, step]) : new JsonPart(lhs, [step])
}

class JsonNullExpression extends Combinable<null, never> {
  label(): string {
    return 'json null'
  }

  compile(compiler: Compiler): string {
    return compiler.backend.operations.json.null
  }

  override groupBy(): readonly Expression[] {
    return []
  }
}

/** JSON's own null, which is a value: a JSON column that holds it is not NULL. */
export function JsonNull(): Combinable<null, never> {
  return new JsonNullExpression([], JSON_VALUE)
}

/** Kinds that JSON has no values for. */
const WRITTEN_AS_TEXT = new Set(['uuid', 'date', 'time', 'datetime'])

/** An object of computed values. */
export class JsonObjectExpression<V = unknown, Paths extends Mention = Mention> extends Combinable<V, Paths> {
  readonly keys: readonly string[]

  constructor(entries: readonly (readonly [key: string, value: Expression])[]) {
    super(
      entries.map(([, value]) => value),
      JSON_VALUE,
    )
    this.keys = entries.map(([key]) => key)
  }

  label(): string {
    return `json object ${JSON.stringify(this.keys)}`
  }

  compile(compiler: Compiler): string {
    const { operations } = compiler.backend
    const entries = this.children.map((child, i) => {
      const kind = child.outputOrNull?.kind ?? ''
      const sql = child.compile(compiler)
      const key = compiler.constant(this.keys[i] as string) // as many keys as children
      return [key, WRITTEN_AS_TEXT.has(kind) ? operations.asText(sql, kind) : sql, kind] as const
    })
    return operations.json.object(entries)
  }

  override nullable(): boolean {
    return false
  }
}

/** A JSON object of fields and expressions: `JSONObject({ name: 'name', total: Count('posts') })`. Dates become text. */
export function JSONObject<const O extends Readonly<Record<string, Argument>>>(
  values: O,
): JsonObjectExpression<{ -readonly [K in keyof O]: unknown }, PathsOf<O[keyof O]>> {
  return new JsonObjectExpression(Object.entries(values).map(([key, value]) => [key, argument(value)] as const))
}
