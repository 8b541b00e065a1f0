import { Expression } from './expressions/expression.ts'

export type Connector = 'AND' | 'OR' | 'XOR'

/** One `key: value` of a condition. */
export type Condition = readonly [key: string, value: unknown]

export type QChild = QNode | Condition | Expression

/**
 * A condition that can be combined: `Q({ a: 1 }).and(Q({ b__gt: 2 }).not())`.
 * Everything inside one `filter(…)` speaks about the same related rows, however it is nested.
 */
export class QNode<M = unknown> {
  readonly connector: Connector
  readonly negated: boolean
  readonly children: readonly QChild[]
  /** The model that the conditions are about; exists for the compiler only. */
  declare readonly model?: M

  constructor(children: readonly QChild[], connector: Connector = 'AND', negated = false) {
    this.children = children
    this.connector = connector
    this.negated = negated
  }

  /** Both conditions. */
  and(...others: readonly Q<M>[]): Q<M> {
    return others.reduce((left: Q<M>, right) => combine(left, right, 'AND'), this)
  }

  /** At least one of the conditions. */
  or(...others: readonly Q<M>[]): Q<M> {
    return others.reduce((left: Q<M>, right) => combine(left, right, 'OR'), this)
  }

  /** An odd number of the conditions. */
  xor(...others: readonly Q<M>[]): Q<M> {
    return others.reduce((left: Q<M>, right) => combine(left, right, 'XOR'), this)
  }

  /** The opposite; rows for which the condition is unknown because of NULL belong to it, as in `exclude`. */
  not(): Q<M> {
    return new QNode(squash(this, 'AND'), 'AND', true)
  }
}

export type Q<M = unknown> = QNode<M>

/** Make a condition of keys and values and of expressions that are true or false; all of them must hold. */
export function Q<M = unknown>(...conditions: readonly (Readonly<Record<string, unknown>> | QNode<M> | Expression)[]): Q<M> {
  return new QNode<M>(conditions.flatMap((condition): readonly QChild[] => qChildren(condition)))
}

/** What a condition contributes to the node around it. */
export function qChildren(condition: Readonly<Record<string, unknown>> | QNode | Expression): readonly QChild[] {
  if (condition instanceof QNode || condition instanceof Expression) return [condition]
  return Object.entries(condition)
}

function combine<M>(left: Q<M>, right: Q<M>, connector: Connector): Q<M> {
  if (left.children.length === 0) return right
  if (right.children.length === 0) return left
  return new QNode([...squash(left, connector), ...squash(right, connector)], connector)
}

/** The children of a node that says the same inside its parent, or the node itself. */
function squash(q: Q, connector: Connector): readonly QChild[] {
  const same = !q.negated && (q.connector === connector || q.children.length === 1)
  return same ? q.children : [q]
}
