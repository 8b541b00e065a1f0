import { Expression } from './expressions/expression.ts'
import { columnName } from './names.ts'
// biome-ignore lint/correctness/noUnusedImports: names a computed key of a type
import type { CONDITIONS } from './types/brands.ts'
import type { QType } from './types/conditions.ts'
import type { ExpressionType } from './types/expressions.ts'

export type Connector = 'AND' | 'OR' | 'XOR'

/** One `key: value` of a condition. */
export type Condition = readonly [key: string, value: unknown]

export type QChild = QNode | Condition | Expression

/**
 * A condition that can be combined: `Q({ a: 1 }).and(Q({ b__gt: 2 }).not())`.
 * Everything inside one `filter(…)` speaks about the same related rows, however it is nested.
 */
export class QNode<F = unknown> implements QType<F> {
  readonly connector: Connector
  readonly negated: boolean
  readonly children: readonly QChild[]
  /** The objects of conditions inside, as a union: the model that they are used with checks them. */
  declare readonly [CONDITIONS]: F

  constructor(children: readonly QChild[], connector: Connector = 'AND', negated = false) {
    this.children = children
    this.connector = connector
    this.negated = negated
  }

  /** Both conditions. */
  and<const O extends readonly Q[]>(...others: O): Q<F | ConditionsIn<O[number]>> {
    return combineAll(this, others, 'AND')
  }

  /** At least one of the conditions. */
  or<const O extends readonly Q[]>(...others: O): Q<F | ConditionsIn<O[number]>> {
    return combineAll(this, others, 'OR')
  }

  /** An odd number of the conditions. */
  xor<const O extends readonly Q[]>(...others: O): Q<F | ConditionsIn<O[number]>> {
    return combineAll(this, others, 'XOR')
  }

  /** The opposite; rows for which the condition is unknown because of NULL belong to it, as in `exclude`. */
  not(): Q<F> {
    return new QNode<F>(squash(this, 'AND'), 'AND', true)
  }
}

export type Q<F = unknown> = QNode<F>

/** What a condition of one kind or another says; an expression names its paths itself. */
type ConditionsIn<C> = C extends QType<infer F> ? F : C extends ExpressionType ? never : C

/** Make a condition of keys and values and of expressions that are true or false; all of them must hold. */
// biome-ignore lint/suspicious/noRedeclare: the type and what makes its values share a name
export function Q<const F extends Readonly<Record<string, unknown>>>(conditions: F): Q<F>
// biome-ignore lint/suspicious/noRedeclare: as above
export function Q<const C extends readonly (Readonly<Record<string, unknown>> | QNode | Expression)[]>(
  ...conditions: C
): Q<ConditionsIn<C[number]>>
export function Q(...conditions: readonly (Readonly<Record<string, unknown>> | QNode | Expression)[]): Q {
  return new QNode(conditions.flatMap((condition): readonly QChild[] => qChildren(condition)))
}

/** What a condition contributes to the node around it. */
export function qChildren(condition: Readonly<Record<string, unknown>> | QNode | Expression): readonly QChild[] {
  return condition instanceof QNode || condition instanceof Expression ? [condition] : keywords(condition)
}

const CAPITAL = /[A-Z]/

/**
 * The keys and values of an object in the order of Django's names, as `Q` sorts its keywords there: which related rows
 * a negated condition shares with the next one must not hang on the order in which they were written.
 */
export function keywords(conditions: Readonly<Record<string, unknown>>): Condition[] {
  const keys = Object.keys(conditions)
  if (keys.length > 1) keys.sort((a, b) => (djangoName(a) < djangoName(b) ? -1 : 1))
  return keys.map(key => [key, conditions[key]])
}

function djangoName(key: string): string {
  return CAPITAL.test(key) ? columnName(key) : key
}

function combineAll<F>(first: Q, others: readonly Q[], connector: Connector): Q<F> {
  const all = others.reduce((left, right) => combine(left, right, connector), first)
  return all as Q<F> // F lists the conditions of all of them
}

function combine(left: Q, right: Q, connector: Connector): Q {
  if (left.children.length === 0) return right
  if (right.children.length === 0) return left
  return new QNode([...squash(left, connector), ...squash(right, connector)], connector)
}

/** The children of a node that says the same inside its parent, or the node itself. */
function squash(q: Q, connector: Connector): readonly QChild[] {
  const same = !q.negated && (q.connector === connector || q.children.length === 1)
  return same ? q.children : [q]
}
