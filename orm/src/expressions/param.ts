import type { Compiler } from '../sql/compiler.ts'
import { Expression, type OutputField, type Rewrite } from './expression.ts'

/** The place of a literal: `args[index]`, stored as a value of `kind`. */
export class Param extends Expression {
  readonly index: number
  /** It says its type in a comparison, too, where the column would give it another one. */
  readonly isTyped: boolean

  constructor(index: number, output: OutputField | undefined, isTyped = false) {
    super([], output)
    this.index = index
    this.isTyped = isTyped
  }

  label(): string {
    return `param${this.index}`
  }

  compile(compiler: Compiler): string {
    const kind = this.givenOutput?.kind ?? ''
    return compiler.backend.operations.literal(compiler.param(this.index, compiler.encoder(kind)), kind)
  }

  override nullable(): boolean {
    return false
  }

  override rewrite(change: Rewrite): Expression {
    return change.shift ? new Param(this.index + change.shift, this.givenOutput, this.isTyped) : this
  }

  override groupBy(): readonly Expression[] {
    return []
  }
}

/** A literal that is the same whenever the query runs. */
export class Fixed extends Expression {
  readonly value: unknown

  constructor(value: unknown, output: OutputField | undefined) {
    super([], output)
    this.value = value
  }

  label(): string {
    return `fixed ${String(this.value)}`
  }

  compile(compiler: Compiler): string {
    const kind = this.givenOutput?.kind ?? ''
    return compiler.backend.operations.literal(compiler.constant(compiler.encoder(kind)(this.value)), kind)
  }

  override nullable(): boolean {
    return false
  }

  override groupBy(): readonly Expression[] {
    return []
  }
}

/** A list of literals as one parameter. */
export class ListParam extends Expression {
  readonly index: number
  readonly hasLongTexts: boolean

  constructor(index: number, output: OutputField, hasLongTexts: boolean) {
    super([], output)
    this.index = index
    this.hasLongTexts = hasLongTexts
  }

  label(): string {
    return `list${this.index}`
  }

  /** The rows of the list, to stand behind IN. */
  compile(compiler: Compiler): string {
    const { operations } = compiler.backend
    const { kind } = this.outputField
    return operations.listRows(compiler.param(this.index, operations.listEncoder(kind)), kind, this.hasLongTexts)
  }

  override rewrite(change: Rewrite): Expression {
    return change.shift ? new ListParam(this.index + change.shift, this.outputField, this.hasLongTexts) : this
  }

  override groupBy(): readonly Expression[] {
    return []
  }
}

/** NULL as a literal. */
export class Null extends Expression {
  label(): string {
    return 'null'
  }

  compile(): string {
    return 'NULL'
  }

  override groupBy(): readonly Expression[] {
    return []
  }
}

/** A right-hand side that is part of the query's shape: true or false, the sign of a number out of range. */
export class Constant<T extends boolean | number> extends Expression {
  readonly value: T

  constructor(value: T, output?: OutputField) {
    super([], output)
    this.value = value
  }

  label(): string {
    return `constant ${this.value}`
  }

  compile(): string {
    return String(Number(this.value))
  }

  override nullable(): boolean {
    return false
  }

  override groupBy(): readonly Expression[] {
    return []
  }
}

/** Right-hand sides given one by one, since some of them are expressions. */
export class ValueList extends Expression {
  label(): string {
    return 'list'
  }

  compile(compiler: Compiler): string {
    return `(${this.children.map(child => child.compile(compiler)).join(', ')})`
  }

  override groupBy(): readonly Expression[] {
    return this.children.flatMap(child => child.groupBy())
  }
}
