import { type Condition, QNode } from '../q.ts'
import { FieldReference, isCondition, onlyPlain } from './conditions.ts'
import { Source } from './source.ts'

/** Write a condition as the calls that make it; `print` writes a plain value. */
export function conditionSource(q: QNode, print: (value: unknown) => string): Source {
  const text = nodeSource(q, print)
  return new Source(text, namesF(q) ? ['F', 'Q'] : ['Q'])
}

function nodeSource(q: QNode, print: (value: unknown) => string): string {
  const not = q.negated ? '.not()' : ''
  const parts = q.children.map(child => {
    if (child instanceof QNode) return nodeSource(child, print)
    if (!isCondition(child)) throw onlyPlain()
    const object = objectSource([child], print)
    return q.connector === 'AND' ? object : `Q(${object})`
  })
  if (q.connector !== 'AND') return `${parts[0]}.${q.connector.toLowerCase()}(${parts.slice(1).join(', ')})${not}`
  const conditions = q.children.filter(isCondition)
  const isPlain = conditions.length === q.children.length && hasDistinctKeys(conditions)
  return `Q(${isPlain ? objectSource(conditions, print) : parts.join(', ')})${not}`
}

function objectSource(conditions: readonly Condition[], print: (value: unknown) => string): string {
  const entries = conditions.map(([key, value]) => `${key}: ${valueSource(value, print)}`)
  return `{ ${entries.join(', ')} }`
}

function valueSource(value: unknown, print: (value: unknown) => string): string {
  if (value instanceof FieldReference) return `F(${print(value.name)})`
  if (Array.isArray(value)) return `[${value.map(member => valueSource(member, print)).join(', ')}]`
  if (value instanceof Date) return print(value.toISOString())
  if (typeof value === 'object' && value !== null) throw onlyPlain()
  return print(value)
}

function hasDistinctKeys(conditions: readonly Condition[]): boolean {
  return new Set(conditions.map(([key]) => key)).size === conditions.length
}

function namesF(q: QNode): boolean {
  return q.children.some(child => (child instanceof QNode ? namesF(child) : isF(child)))
}

function isF(child: unknown): boolean {
  return Array.isArray(child) && child[1] instanceof FieldReference
}
