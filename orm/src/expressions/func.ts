import { UsageError } from '../errors.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Mention } from '../types/expressions.ts'
import { Combinable, type Operand, operand } from './combinable.ts'
import type { Expression, OutputField } from './expression.ts'
import { FieldReference } from './references.ts'

/** What an argument of a function may be: the name of a field, or an expression. */
export type Argument = string | number | boolean | Expression

/** Take texts as names of fields and other literals as values. */
export function argument(value: Argument): Expression {
  return typeof value === 'string' ? new FieldReference(value) : operand(value)
}

/** A call of an SQL function by its name in PostgreSQL; other back ends may write it in another way. */
export class Func<V = unknown, Paths extends Mention = Mention> extends Combinable<V, Paths> {
  readonly name: string

  constructor(name: string, args: readonly Expression[], output?: OutputField) {
    super(args, output)
    if (!/^\w+$/.test(name)) throw new UsageError(`'${name}' is not the name of a function.`)
    this.name = name
  }

  label(): string {
    return `func ${this.name}`
  }

  compile(compiler: Compiler): string {
    const args = this.children.map(child => child.compile(compiler))
    return compiler.backend.operations.call(this.name, args)
  }
}

/** A function whose value has the type of its first argument, whatever the others are. */
export class LikeFirst<V = unknown, Paths extends Mention = Mention> extends Func<V, Paths> {
  protected override inferOutput(): OutputField | null {
    return this.children[0]?.outputOrNull ?? null
  }
}

/** Call a function that the database knows, with fields by name and values. */
export function func(name: string, ...args: Operand[]): Func {
  return new Func(
    name,
    args.map(arg => (typeof arg === 'string' ? new FieldReference(arg) : operand(arg))),
  )
}
