import { UsageError } from '../errors.ts'
import { Expression } from '../expressions/expression.ts'
import { Null } from '../expressions/param.ts'
import { BoundQuery } from '../expressions/subquery.ts'
import type { LookupClass } from '../lookups/lookup.ts'
import { type QChild, QNode } from '../q.ts'
import { planKey } from './keys.ts'
import { type Cursor, isBound, type ShapeWriter } from './shape.ts'

/** Write the token and the literal values of conditions. */
export function shapeQ(children: readonly QChild[], writer: ShapeWriter): void {
  const { query, keys } = writer.shape
  for (const child of children) {
    if (child instanceof QNode) {
      if (child.negated) writer.mark('!')
      writer.mark(child.connector)
      writer.mark('(')
      shapeQ(child.children, writer)
      writer.mark(')')
    } else if (child instanceof Expression) child.shape(writer)
    else {
      const plan = planKey(query, keys, child[0])
      writer.mark(plan.token)
      shapeRhs(plan.lookup, plan.lhs, child[1], writer)
    }
  }
}

/** The same conditions with the places of the arguments instead of the literals. */
export function freezeQ(children: readonly QChild[], cursor: Cursor): QChild[] {
  const { query, keys } = cursor.shape
  return children.map(child => {
    if (child instanceof QNode) return new QNode(freezeQ(child.children, cursor), child.connector, child.negated)
    if (child instanceof Expression) return child.freeze(cursor)
    const plan = planKey(query, keys, child[0])
    return [child[0], freezeRhs(plan.lookup, plan.lhs, child[1], cursor)]
  })
}

/** Write the right side of a condition. @throws UsageError for undefined */
function shapeRhs(lookup: LookupClass, lhs: Expression, value: unknown, writer: ShapeWriter): void {
  if (value === undefined)
    throw new UsageError('undefined is no value to compare with; leave the condition out, or use null.')
  if (value === null) writer.mark('n')
  else if (value instanceof Expression) value.shape(writer)
  else if (isBound(value)) writer.bound(value)
  else lookup.literals.shape(lhs, value, writer)
}

/** The right side of a condition as an expression without literals. */
function freezeRhs(lookup: LookupClass, lhs: Expression, value: unknown, cursor: Cursor): Expression {
  if (value === null) return new Null()
  if (value instanceof Expression) return value.freeze(cursor)
  if (isBound(value)) return new BoundQuery(value).freeze(cursor)
  return lookup.literals.freeze(lhs, value, cursor)
}
