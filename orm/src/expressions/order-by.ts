import { UsageError } from '../errors.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Mention } from '../types/expressions.ts'
import { Expression } from './expression.ts'

/** Where rows without a value stand. */
export type Nulls = 'first' | 'last'

/** One term of an order. */
export class OrderBy<Paths extends Mention = Mention> extends Expression<unknown, Paths> {
  readonly descending: boolean
  readonly nulls: Nulls | undefined

  constructor(expression: Expression, descending = false, nulls?: Nulls) {
    super([expression])
    if (nulls !== undefined && nulls !== 'first' && nulls !== 'last') {
      throw new UsageError("NULLs stand 'first' or 'last'.")
    }
    this.descending = descending
    this.nulls = nulls
  }

  get expression(): Expression {
    return this.children[0] as Expression // given to the constructor
  }

  /** The same term the other way round; NULLs change sides, too. */
  reversed(): OrderBy<Paths> {
    const nulls = this.nulls && (this.nulls === 'first' ? 'last' : 'first')
    return new OrderBy(this.expression, !this.descending, nulls)
  }

  label(): string {
    return `order ${this.descending ? 'desc' : 'asc'} ${this.nulls ?? ''}`
  }

  override groupBy(): readonly Expression[] {
    return this.expression.groupBy()
  }

  /** Without a word from the user, NULL counts as larger than every value, on every back end. */
  compile(compiler: Compiler): string {
    const sql = this.expression.compileForOrder(compiler)
    const nullable = this.expression.nullable(compiler.query)
    const nulls = this.nulls ?? (nullable ? (this.descending ? 'first' : 'last') : undefined)
    return compiler.backend.operations.orderTerm(sql, this.descending, nulls)
  }
}

/** `ORDER BY RANDOM()`. */
export class Random extends Expression {
  label(): string {
    return 'random'
  }

  compile(compiler: Compiler): string {
    return compiler.backend.operations.random
  }

  override nullable(): boolean {
    return false
  }

  override groupBy(): readonly Expression[] {
    return []
  }
}
