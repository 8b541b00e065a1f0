import type { CastTarget } from '../backends/backend.ts'
import { FieldError, ValueError } from '../errors.ts'
import type { Field, Relation } from '../meta.ts'
import type { Compiler } from '../sql/compiler.ts'
import { resolveName } from '../sql/names.ts'
import type { Query } from '../sql/query.ts'
import type { At, Mention } from '../types/expressions.ts'
import { Combinable } from './combinable.ts'
import { Expression, type OutputField, type ResolveContext, type Rewrite } from './expression.ts'

/** A column of a joined table. `relation` says that it stands for the related object. */
export class Col extends Expression {
  readonly alias: string
  readonly field: Field
  readonly relation: Relation | null
  /** Reached from a subquery over a relation that may give several rows. */
  readonly multivalued: boolean

  constructor(alias: string, field: Field, relation: Relation | null = null, multivalued = false) {
    super([], field)
    this.alias = alias
    this.field = field
    this.relation = relation
    this.multivalued = multivalued
  }

  label(): string {
    return `${this.alias}.${this.field.column}`
  }

  compile(compiler: Compiler): string {
    const { operations } = compiler.backend
    const column = operations.quoteName(this.field.column)
    return compiler.bareColumns ? column : `${operations.quoteName(this.alias)}.${column}`
  }

  override compileForOrder(compiler: Compiler): string {
    const sql = this.compile(compiler)
    return this.field.kind === 'json' ? compiler.backend.operations.json.comparable(sql) : sql
  }

  override nullable(query: Query): boolean {
    return this.field.null || query.tables.isOuter(this.alias)
  }

  override rewrite(change: Rewrite): Expression {
    const replaced = change.replace?.(this)
    if (replaced) return replaced
    const alias = change.aliases?.get(this.alias)
    return alias === undefined ? this : new Col(alias, this.field, this.relation, this.multivalued)
  }
}

/** The result column of an annotation, by its name. */
export class Ref extends Expression {
  readonly name: string

  constructor(name: string, source: Expression) {
    super([source])
    this.name = name
  }

  get source(): Expression {
    return this.children[0] as Expression // given to the constructor
  }

  label(): string {
    return `ref ${this.name}`
  }

  compile(compiler: Compiler): string {
    return compiler.backend.operations.quoteName(this.name)
  }

  override get containsAggregate(): boolean {
    return false
  }

  override get containsWindow(): boolean {
    return false
  }

  override get outputOrNull(): OutputField | null {
    return this.source.outputOrNull
  }

  override resolve(): Expression {
    return this
  }

  override groupBy(): readonly Expression[] {
    return [this]
  }
}

/** All columns, as in `COUNT(*)`. */
export class Star extends Expression {
  label(): string {
    return '*'
  }

  compile(): string {
    return '*'
  }
}

/** A field, relation path or annotation, by name. */
export class FieldReference<V = unknown, Paths extends Mention = Mention> extends Combinable<V, Paths> {
  readonly name: string

  constructor(name: string) {
    super()
    this.name = name
  }

  label(): string {
    return `F ${JSON.stringify(this.name)}`
  }

  compile(): string {
    throw new FieldError(`'${this.name}' is not bound to a query.`)
  }

  override resolve(context: ResolveContext): Expression {
    return resolveName(this.name, context)
  }
}

/** Refer to a field (over relations, too) or an annotation by name. */
export function F<const P extends string>(name: P): FieldReference<At<'value', P>, P> {
  return new FieldReference(name)
}

/** A field of the query around the subquery in which it is written. */
export class OuterReference extends Combinable<unknown, never> {
  readonly target: string | OuterReference

  constructor(target: string | OuterReference) {
    super()
    this.target = target
  }

  label(): string {
    const { target } = this
    return `outer ${typeof target === 'string' ? JSON.stringify(target) : target.label()}`
  }

  compile(): string {
    throw new ValueError('This queryset contains a reference to an outer query and may only be used in a subquery.')
  }

  /** One level further out: what is left refers to the query around, when that is resolved. */
  override resolve(): Expression {
    return typeof this.target === 'string' ? new ResolvedOuterReference(this.target) : this.target
  }
}

/** Refer to a field of the outer query; nest the calls to go out further. */
export function OuterRef(target: string | OuterReference): OuterReference {
  return new OuterReference(target)
}

/** A reference that the next query outside will resolve. */
export class ResolvedOuterReference extends Expression {
  readonly name: string

  constructor(name: string) {
    super()
    this.name = name
  }

  label(): string {
    return `resolved outer ${JSON.stringify(this.name)}`
  }

  compile(): string {
    throw new ValueError('This queryset contains a reference to an outer query and may only be used in a subquery.')
  }

  override resolve(context: ResolveContext): Expression {
    const found = resolveName(this.name, context)
    if (!(found instanceof Col) || !this.name.includes('__')) return found
    return new Col(found.alias, found.field, found.relation, true)
  }

  override groupBy(): readonly Expression[] {
    return []
  }
}

/** The type of a value in SQL. Only a column has a fixed number of digits after the point. */
export function storedAs(expression: Expression): CastTarget | undefined {
  const output = expression.outputOrNull
  return output === null || expression instanceof Col ? (output ?? undefined) : { kind: output.kind }
}
