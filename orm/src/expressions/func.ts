import type { Compiler } from '../sql/compiler.ts'
import { Combinable, type Operand, operand } from './combinable.ts'
import type { Expression, OutputField } from './expression.ts'
import { FieldReference } from './references.ts'

/** What an argument of a function may be: the name of a field, or an expression. */
export type Argument = string | number | boolean | Expression

/** Take texts as names of fields and other literals as values. */
export function argument(value: Argument): Expression {
  return typeof value === 'string' ? new FieldReference(value) : operand(value)
}

/** How a function is written in SQL: its name, or a question to the back end's operations. */
export type FunctionWriter = (compiler: Compiler, args: readonly string[]) => string

/** A call of an SQL function. */
export class Func<V = unknown, Paths extends string = string> extends Combinable<V, Paths> {
  readonly name: string
  readonly write: FunctionWriter

  constructor(name: string, args: readonly Expression[], output?: OutputField, write?: FunctionWriter) {
    super(args, output)
    this.name = name
    this.write = write ?? ((compiler, sqls) => compiler.backend.operations.call(this.name, sqls))
  }

  label(): string {
    return `func ${this.name}`
  }

  compile(compiler: Compiler): string {
    return this.write(
      compiler,
      this.children.map(child => child.compile(compiler)),
    )
  }
}

/** Call a function that the database knows, with fields by name and values. */
export function func(name: string, ...args: Operand[]): Func {
  if (!/^\w+$/.test(name)) throw new TypeError(`'${name}' is not the name of a function.`)
  return new Func(
    name,
    args.map(arg => (typeof arg === 'string' ? new FieldReference(arg) : operand(arg))),
  )
}
