import { FieldError } from '../errors.ts'
import type { Field } from '../meta.ts'
import type { Compiler } from '../sql/compiler.ts'
import type { Query } from '../sql/query.ts'
import type { Cursor, ShapeWriter } from '../sql/shape.ts'

/** What the type of an expression must be able to say; every model field can. */
export interface OutputField {
  readonly kind: string
  prepare(value: unknown): unknown
}

/** How names inside an expression are looked up. */
export interface ResolveContext {
  readonly query: Query
  readonly allowJoins: boolean
  /** Aliases of multi-valued joins that may be shared; undefined = all. */
  readonly reuse: Set<string> | undefined
  /** Inside `aggregate()`: names of annotations refer to columns of the subquery. */
  readonly summarize: boolean
}

/** A change that is carried through a whole tree: tables get other aliases, arguments another position. */
export interface Rewrite {
  readonly aliases?: ReadonlyMap<string, string>
  readonly shift?: number
}

/** Anything that becomes a piece of SQL with a value: a column, a literal, a function, a subquery. Immutable. */
export abstract class Expression {
  /** The expressions inside, in the order of their literals. */
  readonly children: readonly Expression[]
  #output: OutputField | null | undefined

  constructor(children: readonly Expression[] = [], output?: OutputField) {
    this.children = children
    this.#output = output
  }

  /** Name and options of this node, without its children: two nodes with the same label make the same SQL. */
  abstract label(): string

  /** The SQL text; parameters are written with `compiler.param`. */
  abstract compile(compiler: Compiler): string

  /** Type of the value. @throws FieldError when the parts disagree and nobody said. */
  get outputField(): OutputField {
    const output = this.outputOrNull
    if (!output) throw new FieldError(`Cannot resolve expression type, unknown output field of ${this.label()}.`)
    return output
  }

  get outputOrNull(): OutputField | null {
    if (this.#output === undefined) this.#output = this.inferOutput()
    return this.#output
  }

  /** The type that was given by hand. */
  get explicitOutput(): OutputField | undefined {
    return this.#output ?? undefined
  }

  get containsAggregate(): boolean {
    return this.children.some(child => child.containsAggregate)
  }

  /** The expression can stand as a condition of its own. */
  get conditional(): boolean {
    return this.outputOrNull?.kind === 'boolean'
  }

  /** The value can be a parameter or constant only: it makes no group. */
  get constant(): boolean {
    return false
  }

  /** The same node with other children. */
  with(children: readonly Expression[]): this {
    const copy: this = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this))
    return Object.assign(copy, { children })
  }

  /** Write the token and the literal values of the tree. */
  shape(writer: ShapeWriter): void {
    writer.text(this.label())
    writer.token += '('
    for (const child of this.children) child.shape(writer)
    writer.token += ')'
  }

  /** The same tree with its literals replaced by the places of the arguments, taken in the order of {@link shape}. */
  freeze(cursor: Cursor): Expression {
    return this.children.length === 0 ? this : this.with(this.children.map(child => child.freeze(cursor)))
  }

  /** Bind names to the tables of a query, joining what is missing. */
  resolve(context: ResolveContext): Expression {
    return this.children.length === 0 ? this : this.with(this.children.map(child => child.resolve(context)))
  }

  /** Carry a change of aliases or of argument positions through the tree. */
  rewrite(change: Rewrite): Expression {
    return this.children.length === 0 ? this : this.with(this.children.map(child => child.rewrite(change)))
  }

  /** What GROUP BY must contain so that the expression can be selected. */
  groupBy(): readonly Expression[] {
    return this.containsAggregate ? this.children.flatMap(child => child.groupBy()) : [this]
  }

  protected inferOutput(): OutputField | null {
    const kinds = this.children.map(child => child.outputOrNull).filter(output => output !== null)
    const first = kinds[0]
    if (!first) return null
    const other = kinds.find(output => output.kind !== first.kind)
    if (other) {
      throw new FieldError(
        `Expression contains mixed types: ${first.kind}, ${other.kind}. You must set the output field.`,
      )
    }
    return first
  }
}

/** A model field as the type of an expression. */
export type { Field }
