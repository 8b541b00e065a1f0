import { Expression } from '../expressions/expression.ts'
import { freezeRhs, shapeRhs } from '../lookups/lookup.ts'
import { type QChild, QNode } from '../q.ts'
import { planKey } from './keys.ts'
import type { Cursor, ShapeWriter } from './shape.ts'

/** Write the token and the literal values of conditions. */
export function shapeQ(children: readonly QChild[], writer: ShapeWriter): void {
  const { query, keys } = writer.shape
  for (const child of children) {
    if (child instanceof QNode) {
      writer.token += `${child.negated ? '!' : ''}${child.connector}(`
      shapeQ(child.children, writer)
      writer.token += ')'
    } else if (child instanceof Expression) child.shape(writer)
    else {
      const plan = planKey(query, keys, child[0])
      writer.token += plan.token
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
