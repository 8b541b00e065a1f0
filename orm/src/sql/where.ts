import { Expression, type ResolveContext } from '../expressions/expression.ts'
import type { Connector } from '../q.ts'
import type { Compiler } from './compiler.ts'
import { EmptyResultSet, FullResultSet } from './result-set.ts'

/** A node of the condition tree: what its children say, joined by one connector, perhaps negated. */
export class WhereNode extends Expression {
  readonly connector: Connector
  readonly negated: boolean

  constructor(children: readonly Expression[] = [], connector: Connector = 'AND', negated = false) {
    super(children)
    this.connector = connector
    this.negated = negated
  }

  get isEmpty(): boolean {
    return this.children.length === 0
  }

  /** This condition and another one, in a tree that is as flat as the connectors allow. */
  add(other: Expression, connector: Connector): WhereNode {
    if (this.connector !== connector || this.negated) return new WhereNode([this, other], connector).flattened()
    const flat = other instanceof WhereNode && other.mergesInto(connector)
    return new WhereNode([...this.children, ...(flat ? other.children : [other])], connector)
  }

  private flattened(): WhereNode {
    const children = this.children.filter(child => !(child instanceof WhereNode && child.isEmpty))
    return new WhereNode(children, this.connector)
  }

  private mergesInto(connector: Connector): boolean {
    return !this.negated && (this.connector === connector || this.children.length === 1)
  }

  label(): string {
    return `where ${this.connector} ${this.negated}`
  }

  override get conditional(): boolean {
    return true
  }

  /** @throws EmptyResultSet or FullResultSet when the answer is the same for every row. */
  compile(compiler: Compiler): string {
    if (this.isEmpty) throw new FullResultSet()
    if (this.connector === 'XOR') return this.asAndOr().compile(compiler)
    const parts = this.collect(compiler)
    const sql = parts.length > 1 ? `(${parts.join(` ${this.connector} `)})` : (parts[0] as string)
    return this.negated ? `NOT ${parts.length > 1 ? sql : `(${sql})`}` : sql
  }

  /** The SQL of the children that say something about rows. */
  private collect(compiler: Compiler): string[] {
    const parts: string[] = []
    let fullNeeded = this.connector === 'AND' ? this.children.length : 1
    let emptyNeeded = this.connector === 'AND' ? 1 : this.children.length
    for (const child of this.children) {
      try {
        parts.push(child.compile(compiler))
      } catch (error) {
        if (error instanceof EmptyResultSet) emptyNeeded--
        else if (error instanceof FullResultSet) fullNeeded--
        else throw error
      }
      if (emptyNeeded === 0) throw this.negated ? new FullResultSet() : new EmptyResultSet()
      if (fullNeeded === 0) throw this.negated ? new EmptyResultSet() : new FullResultSet()
    }
    return parts
  }

  /** `a XOR b XOR c` as `(a OR b OR c) AND (number of true ones is odd)`. */
  private asAndOr(): WhereNode {
    const some = new WhereNode(this.children, 'OR')
    return new WhereNode([some, new OddCount(this.children)], 'AND', this.negated)
  }

  override groupBy(): readonly Expression[] {
    return this.children.flatMap(child => child.groupBy())
  }

  override resolve(context: ResolveContext): Expression {
    return this.map(child => child.resolve(context))
  }

  /** The parts that speak about rows, and those that speak about groups. */
  splitHaving(negated = false): { where: WhereNode | null; having: WhereNode | null } {
    if (!this.containsAggregate) return { where: this, having: null }
    const mayNeedHaving =
      this.connector === 'XOR' || (negated !== this.negated ? this.connector === 'AND' : this.connector === 'OR')
    if (mayNeedHaving && this.containsAggregate) return { where: null, having: this }
    return this.splitChildren(negated !== this.negated)
  }

  private splitChildren(negated: boolean): { where: WhereNode | null; having: WhereNode | null } {
    const where: Expression[] = []
    const having: Expression[] = []
    for (const child of this.children) {
      if (child instanceof WhereNode) {
        const parts = child.splitHaving(negated)
        if (parts.where) where.push(parts.where)
        if (parts.having) having.push(parts.having)
      } else (child.containsAggregate ? having : where).push(child)
    }
    return { where: this.part(where), having: this.part(having) }
  }

  private part(children: readonly Expression[]): WhereNode | null {
    return children.length ? new WhereNode(children, this.connector, this.negated) : null
  }
}

/** Whether an odd number of conditions is true; what is unknown counts as false. */
class OddCount extends Expression {
  label(): string {
    return 'odd'
  }

  override get conditional(): boolean {
    return true
  }

  compile(compiler: Compiler): string {
    const terms = this.children.map(child => `CASE WHEN ${condition(child, compiler)} THEN 1 ELSE 0 END`)
    return `${compiler.backend.operations.combine(`(${terms.join(' + ')})`, '%', '2')} = 1`
  }
}

/** The SQL of a condition, also where it is the same for every row. */
function condition(expression: Expression, compiler: Compiler): string {
  try {
    return expression.compile(compiler)
  } catch (error) {
    if (error instanceof EmptyResultSet) return compiler.backend.operations.never
    if (error instanceof FullResultSet) return compiler.backend.operations.always
    throw error
  }
}

/** A condition that nothing meets. */
export class Nothing extends Expression {
  label(): string {
    return 'nothing'
  }

  override get conditional(): boolean {
    return true
  }

  compile(): string {
    throw new EmptyResultSet()
  }

  override groupBy(): readonly Expression[] {
    return []
  }
}
