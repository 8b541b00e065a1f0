import { ValueError } from '../errors.ts'
import type { Expression } from '../expressions/expression.ts'
import { familyOf } from '../expressions/output.ts'
import { Constant } from '../expressions/param.ts'
import { Col } from '../expressions/references.ts'
import { NestedQuery } from '../expressions/subquery.ts'
import type { Compiler } from '../sql/compiler.ts'
import { EmptyResultSet, FullResultSet } from '../sql/result-set.ts'
import { type Literals, typedLiterals } from './literals.ts'
import { Lookup } from './lookup.ts'
import { keyQuery } from './related.ts'

/** `=`: the lookup of a key that names none. */
export class Exact extends Lookup {
  static override readonly lookupName: string = 'exact'

  /** Nothing equals NULL, so that `= NULL` can only mean IS NULL. */
  static override forNull(lhs: Expression): Lookup {
    return new IsNull(lhs, new Constant(true))
  }

  compile(compiler: Compiler): string {
    const { rhs } = this
    if (rhs instanceof Constant) {
      if (typeof rhs.value === 'number') throw new EmptyResultSet()
      if (this.lhs.conditional) return this.compileTruth(compiler, rhs.value)
    }
    const [left, right] = this.compileSides(compiler)
    return `${left} = ${right}`
  }

  private compileTruth(compiler: Compiler, wanted: boolean): string {
    const sql = this.lhs.compile(compiler)
    return wanted ? sql : `NOT ${sql}`
  }

  override prepared(): Lookup {
    if (!(this.rhs instanceof NestedQuery)) return this
    if (this.rhs.query.limit !== 1) {
      throw new ValueError('The QuerySet value for an exact lookup must be limited to one result using slicing.')
    }
    return this.with([this.lhs, keyQuery(this.lhs, this.rhs)])
  }
}

/** A comparison by order. `beyond` is the sign of overflow at which it holds for every value. */
abstract class Ordered extends Lookup {
  protected abstract readonly operator: string
  protected abstract readonly beyond: 1 | -1

  compile(compiler: Compiler): string {
    const { rhs } = this
    if (rhs instanceof Constant && typeof rhs.value === 'number') {
      if (rhs.value !== this.beyond) throw new EmptyResultSet()
      // NULL is neither below nor above anything.
      if (this.lhs.nullable(compiler.query)) return `${this.lhs.compile(compiler)} IS NOT NULL`
      throw new FullResultSet()
    }
    const [left, right] = this.compileSides(compiler)
    return `${left} ${this.operator} ${right}`
  }
}

/** A fraction beside whole numbers counts as the next whole number above; beside a foreign key it is cut, as in Django. */
const roundedUp = typedLiterals((value: unknown, lhs: Expression) => {
  const isWhole = familyOf(lhs.outputField.kind) === 'integer' && !(lhs instanceof Col && lhs.relation)
  return typeof value === 'number' && isWhole ? Math.ceil(value) : value
})

export class GreaterThan extends Ordered {
  static override readonly lookupName: string = 'gt'
  protected readonly operator = '>'
  protected readonly beyond = -1
}

export class GreaterThanOrEqual extends Ordered {
  static override readonly lookupName: string = 'gte'
  static override readonly literals: Literals = roundedUp
  protected readonly operator = '>='
  protected readonly beyond = -1
}

export class LessThan extends Ordered {
  static override readonly lookupName: string = 'lt'
  static override readonly literals: Literals = roundedUp
  protected readonly operator = '<'
  protected readonly beyond = 1
}

export class LessThanOrEqual extends Ordered {
  static override readonly lookupName: string = 'lte'
  protected readonly operator = '<='
  protected readonly beyond = 1
}

/** `IS NULL` or `IS NOT NULL`; the answer wanted is part of the shape. */
export class IsNull extends Lookup {
  static override readonly lookupName: string = 'isnull'
  static override readonly literals: Literals = {
    shape(_lhs, value, writer) {
      writer.mark(checked(value) ? 't' : 'f')
    },
    freeze(_lhs, value) {
      return new Constant(checked(value))
    },
  }

  /** Whether NULL is wanted. */
  get wanted(): boolean {
    return this.rhs instanceof Constant && this.rhs.value === true
  }

  compile(compiler: Compiler): string {
    if (!(this.rhs instanceof Constant)) checked(this.rhs)
    return `${this.lhs.compile(compiler)} IS ${this.wanted ? '' : 'NOT '}NULL`
  }

  /** The right side is part of the condition, not a value that is grouped by. */
  override groupBy(): readonly Expression[] {
    return this.lhs.groupBy()
  }
}

function checked(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new ValueError('The value for an isnull lookup must be true or false.')
}
