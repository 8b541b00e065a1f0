import { ValueError } from '../errors.ts'
import { Expression } from '../expressions/expression.ts'
import { Param } from '../expressions/param.ts'
import { BOOLEAN } from '../expressions/types.ts'
import type { Compiler } from '../sql/compiler.ts'
import { type Literals, typedLiterals } from './literals.ts'

/**
 * A comparison of a value with something on its right: one node of a condition. A lookup of one's own has a name,
 * writes its SQL in `compile`, and is made known by `registerLookup`.
 */
export abstract class Lookup extends Expression {
  static readonly lookupName: string = ''
  /** How literals on the right are taken: as values of the left side's type, unless a class says otherwise. */
  static readonly literals: Literals = typedLiterals()

  /** What `null` on the right means. @throws ValueError unless a class knows an answer */
  static forNull(_lhs: Expression): Lookup {
    throw new ValueError('Cannot use None as a query value')
  }

  constructor(lhs: Expression, rhs: Expression) {
    super([lhs, rhs], BOOLEAN)
  }

  get lhs(): Expression {
    return this.children[0] as Expression // given to the constructor
  }

  get rhs(): Expression {
    return this.children[1] as Expression // given to the constructor
  }

  /** Name of the lookup, as it stands in keys. */
  get lookupName(): string {
    return (this.constructor as LookupClass).lookupName
  }

  label(): string {
    return `lookup ${this.lookupName}`
  }

  override get conditional(): boolean {
    return true
  }

  override groupBy(): readonly Expression[] {
    return this.children.flatMap(child => child.groupBy())
  }

  /** The SQL of both sides. */
  protected compileSides(compiler: Compiler): readonly [lhs: string, rhs: string] {
    return [this.lhs.compile(compiler), compileRhs(this.rhs, compiler)]
  }

  /** What a comparison does with a query on its right, before it is compiled. */
  prepared(): Lookup {
    return this
  }
}

/** What a lookup class tells before there is a lookup: its name, and how literals on its right are taken. */
export interface LookupClass {
  new (lhs: Expression, rhs: Expression): Lookup
  readonly lookupName: string
  readonly literals: Literals
  forNull(lhs: Expression): Lookup
}

/** Write a value on the right: a literal is stored as the column stores it, everything else is itself. */
export function compileRhs(rhs: Expression, compiler: Compiler): string {
  if (!(rhs instanceof Param) || rhs.isTyped) return rhs.compile(compiler)
  return compiler.param(rhs.index, compiler.encoder(rhs.givenOutput?.kind ?? ''))
}
