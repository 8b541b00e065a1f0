import type { IndexOptions, RowCondition } from '../constraints.ts'
import { UsageError } from '../errors.ts'
import { F, FieldReference } from '../expressions/references.ts'
import { type Condition, Q, type QChild, QNode } from '../q.ts'

export { F, FieldReference, Q }

/** Whether a part of a Q is a key with its value. */
export function isCondition(child: QChild): child is Condition {
  return Array.isArray(child)
}

/** The error of a condition that cannot be recorded. */
export function onlyPlain(): UsageError {
  return new UsageError('A constraint is made of plain values and F(field); write anything else as SQL text')
}

/** Follow a renamed field in a condition; what is written in SQL is left to its author. */
export function renamedInCondition(condition: RowCondition, from: string, to: string): RowCondition {
  if (typeof condition === 'string') return condition
  const rename = (path: string) => (path.split('__')[0] === from ? `${to}${path.slice(from.length)}` : path)
  const inChild = (child: QChild): QChild => {
    if (child instanceof QNode) return inNode(child)
    if (!isCondition(child)) return child
    const [key, value] = child
    return [rename(key), value instanceof FieldReference ? new FieldReference(rename(value.name)) : value]
  }
  const inNode = (q: QNode): QNode => new QNode(q.children.map(inChild), q.connector, q.negated)
  return inNode(condition)
}

/** The fields that an index needs, those of its condition included; undefined where SQL text may name any. */
export function fieldsOfIndex({ fields, condition }: IndexOptions): readonly string[] | undefined {
  if (typeof condition === 'string') return undefined
  const own = fields.map(name => name.replace(/^-/, ''))
  return condition === undefined ? own : [...own, ...fieldsOfCondition(condition)]
}

function fieldsOfCondition(q: QNode): string[] {
  return q.children.flatMap(child => {
    if (child instanceof QNode) return fieldsOfCondition(child)
    if (!isCondition(child)) return []
    const [key, value] = child
    return [key, ...(value instanceof FieldReference ? [value.name] : [])].map(path => path.split('__')[0] as string)
  })
}
