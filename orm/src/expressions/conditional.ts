import { UsageError } from '../errors.ts'
import { keywords, QNode } from '../q.ts'
import type { Compiler } from '../sql/compiler.ts'
import { buildCondition } from '../sql/filters.ts'
import { freezeQ, shapeQ } from '../sql/freeze.ts'
import { EmptyResultSet, FullResultSet } from '../sql/result-set.ts'
import type { Cursor, ShapeWriter } from '../sql/shape.ts'
import type { Mention, MentionsOf, PathsOf, ResultOf } from '../types/expressions.ts'
import { Combinable } from './combinable.ts'
import { Expression, type OutputField, type ResolveContext } from './expression.ts'
import { type Argument, argument } from './func.ts'
import { Null } from './param.ts'
import { BOOLEAN } from './types.ts'

/** A condition as a value that is true or false. */
export class ConditionExpression extends Combinable<boolean> {
  readonly q: QNode

  constructor(q: QNode) {
    super([], BOOLEAN)
    this.q = q
  }

  label(): string {
    return `q ${this.q.connector} ${this.q.negated}`
  }

  compile(): string {
    throw new UsageError('A condition must be resolved in a query before it is compiled.')
  }

  override get conditional(): boolean {
    return true
  }

  override shape(writer: ShapeWriter): void {
    writer.text(this.label())
    shapeQ(this.q.children, writer)
  }

  override freeze(cursor: Cursor): Expression {
    return new ConditionExpression(new QNode(freezeQ(this.q.children, cursor), this.q.connector, this.q.negated))
  }

  /** Joins that a condition inside an expression needs must not drop rows. */
  override resolve(context: ResolveContext): Expression {
    return buildCondition(context, this.q)
  }
}

/** One branch of a {@link Case}: a condition, and the value where it holds. */
export class When<V = unknown, Paths extends Mention = Mention> extends Expression<V, Paths> {
  label(): string {
    return 'when'
  }

  get condition(): Expression {
    return this.children[0] as Expression // given by whenThen
  }

  get result(): Expression {
    return this.children[1] as Expression // given by whenThen
  }

  protected override inferOutput(): OutputField | null {
    return this.result.outputOrNull
  }

  compile(compiler: Compiler): string {
    return `WHEN ${this.condition.compile(compiler)} THEN ${this.result.compile(compiler)}`
  }

  override groupBy(): readonly Expression[] {
    return this.children.flatMap(child => child.groupBy())
  }
}

/** The value of the first branch whose condition holds, else the default. */
export class CaseExpression<V = unknown, Paths extends Mention = Mention> extends Combinable<V, Paths> {
  label(): string {
    return 'case'
  }

  get branches(): readonly When[] {
    return this.children.slice(0, -1) as When[] // all but the default
  }

  get otherwise(): Expression {
    return this.children.at(-1) as Expression // given by Case
  }

  compile(compiler: Compiler): string {
    const parts: string[] = []
    for (const branch of this.branches) {
      try {
        parts.push(branch.compile(compiler))
      } catch (error) {
        if (error instanceof EmptyResultSet) continue
        if (!(error instanceof FullResultSet)) throw error
        return this.written(parts, branch.result.compile(compiler))
      }
    }
    return this.written(parts, this.otherwise.compile(compiler))
  }

  private written(branches: readonly string[], otherwise: string): string {
    return branches.length === 0 ? otherwise : `CASE ${branches.join(' ')} ELSE ${otherwise} END`
  }

  override groupBy(): readonly Expression[] {
    return this.containsAggregate ? this.children.flatMap(child => child.groupBy()) : [this]
  }
}

/** A branch: `when({ score__gt: 5 }, Value('high'))`. A text as value is the name of a field. */
export function when<const C extends Readonly<Record<string, unknown>> | QNode | Expression, const X extends Argument>(
  condition: C,
  then: X,
): When<ResultOf<X>, MentionsOf<C> | PathsOf<X>> {
  const q = condition instanceof QNode ? condition : undefined
  const test = condition instanceof Expression ? condition : new ConditionExpression(q ?? fromRecord(condition))
  return new When([test, argument(then)])
}

function fromRecord(condition: unknown): QNode {
  const entries = keywords(condition as Record<string, unknown>) // the other types were handled
  if (entries.length === 0) throw new UsageError('An empty condition matches everything and cannot stand in when().')
  return new QNode(entries)
}

/** Choose between values: `Case([when(…), when(…)], default)`; null where no branch holds and there is no default. */
export function Case<const B extends readonly When[], const X extends Argument | null = null>(
  branches: B,
  otherwise?: X,
): CaseExpression<ResultOf<B[number]> | ResultOf<X>, PathsOf<B[number] | X>> {
  return new CaseExpression([
    ...branches,
    otherwise === null || otherwise === undefined ? new Null() : argument(otherwise),
  ])
}
