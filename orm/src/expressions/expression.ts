import { FieldError } from '../errors.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Query } from '../sql/query.ts'
import type { Cursor, ShapeWriter } from '../sql/shape.ts'
// biome-ignore lint/correctness/noUnusedImports: names a computed key of a type
import type { PATHS, RESULT } from '../types/brands.ts'
import type { ExpressionType, Mention } from '../types/expressions.ts'
import { familyOf } from './output.ts'

/** What the type of an expression must be able to say; every model field can. */
export interface OutputField {
  readonly kind: string
  prepare(value: unknown): unknown
}

/** How names inside an expression are looked up. */
export interface ResolveContext {
  readonly query: Query
  readonly allowJoins: boolean
  /** Aliases of multi-valued joins that may be shared, grown by what is joined; null = all. */
  readonly reuse: Set<string> | null
  /** Inside `aggregate()`: names of annotations refer to columns of the subquery. */
  readonly summarize: boolean
}

/** A change that is carried through a whole tree: tables get other aliases, arguments another position. */
export interface Rewrite {
  readonly aliases?: ReadonlyMap<string, string>
  readonly shift?: number
  /** Replaces whole nodes before their children are visited; undefined = go on inside. */
  readonly replace?: (node: Expression) => Expression | undefined
}

/**
 * Anything that becomes a piece of SQL with a value: a column, a literal, a function, a subquery. Immutable.
 * `V` is the type of the value and `Paths` the fields that are named, for the compiler.
 */
export abstract class Expression<V = unknown, Paths extends Mention = Mention> implements ExpressionType<V, Paths> {
  declare readonly [RESULT]: V
  declare readonly [PATHS]: Paths
  /** The expressions inside, in the order of their literals. */
  readonly children: readonly Expression[]
  /** The type given by hand. */
  readonly givenOutput: OutputField | undefined
  private inferred: OutputField | null | undefined

  constructor(children: readonly Expression[] = [], output?: OutputField) {
    this.children = children
    this.givenOutput = output
  }

  /** Name and options of this node without its children: nodes with the same label make the same SQL. */
  abstract label(): string

  /** The SQL text; parameters are written with `compiler.param`. */
  abstract compile(compiler: Compiler): string

  /** The SQL of what rows are ordered by, where that is not the value itself. */
  compileForOrder(compiler: Compiler): string {
    return this.compile(compiler)
  }

  /** Type of the value. @throws FieldError when the parts disagree and nobody said. */
  get outputField(): OutputField {
    const output = this.outputOrNull
    if (!output) throw new FieldError('Cannot resolve expression type, unknown output field.')
    return output
  }

  get outputOrNull(): OutputField | null {
    if (this.givenOutput) return this.givenOutput
    if (this.inferred === undefined) this.inferred = this.inferOutput()
    return this.inferred
  }

  get containsAggregate(): boolean {
    return this.children.some(child => child.containsAggregate)
  }

  /** Whether a value over a window is part of it, which no condition of the same query can ask for. */
  get containsWindow(): boolean {
    return this.children.some(child => child.containsWindow)
  }

  /** Whether the expression is true or false and can stand as a condition. */
  get conditional(): boolean {
    return this.outputOrNull?.kind === 'boolean'
  }

  /** Whether the value may be NULL. */
  nullable(_query: Query): boolean {
    return true
  }

  /** Value in a result that has no rows; undefined = the database must be asked. */
  get emptyValue(): unknown {
    return null
  }

  /** The same node with other children. */
  with(children: readonly Expression[]): this {
    const copy = Object.create(Object.getPrototypeOf(this))
    return Object.assign(copy, this, { children, inferred: undefined })
  }

  /** Apply `change` to every child; the node itself when nothing changed. */
  map(change: (child: Expression) => Expression): this {
    const children = this.children.map(change)
    return children.every((child, i) => child === this.children[i]) ? this : this.with(children)
  }

  /** Write the token and the literal values of the tree. */
  shape(writer: ShapeWriter): void {
    writer.text(this.label())
    if (this.givenOutput) writer.text(this.givenOutput.kind)
    writer.mark('(')
    for (const child of this.children) child.shape(writer)
    writer.mark(')')
  }

  /** The same tree with its literals replaced by the places of the arguments, taken in the order of {@link shape}. */
  freeze(cursor: Cursor): Expression {
    return this.map(child => child.freeze(cursor))
  }

  /** Bind names to the tables of a query, joining what is missing. */
  resolve(context: ResolveContext): Expression {
    return this.map(child => child.resolve(context))
  }

  /** Carry a change through the tree. */
  rewrite(change: Rewrite): Expression {
    return change.replace?.(this) ?? this.map(child => child.rewrite(change))
  }

  /** What GROUP BY must contain so that the expression can be selected. */
  groupBy(): readonly Expression[] {
    return this.containsAggregate ? this.children.flatMap(child => child.groupBy()) : [this]
  }

  protected inferOutput(): OutputField | null {
    const outputs = this.children.map(child => child.outputOrNull).filter(output => output !== null)
    const first = outputs[0]
    if (!first) return null
    const other = outputs.find(output => familyOf(output.kind) !== familyOf(first.kind))
    if (!other) return first
    throw new FieldError(
      `Expression contains mixed types: ${first.kind}, ${other.kind}. You must set the output field.`,
    )
  }
}

/** Every node of a tree, outermost first. */
export function* walk(expression: Expression): Generator<Expression> {
  yield expression
  for (const child of expression.children) yield* walk(child)
}
