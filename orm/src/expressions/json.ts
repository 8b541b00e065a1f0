import type { Compiler } from '../sql/compiler.ts'
import { Combinable } from './combinable.ts'
import type { Expression } from './expression.ts'
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
