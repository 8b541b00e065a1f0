import { ValueError } from '../errors.ts'
import type { Expression } from '../expressions/expression.ts'
import { Col } from '../expressions/references.ts'
import { NestedQuery } from '../expressions/subquery.ts'
import type { Relation } from '../meta.ts'

/** A query on the right of a comparison, made to give the key that the left side holds, unless it says what it gives. */
export function keyQuery(lhs: Expression, rhs: NestedQuery): NestedQuery {
  const { query } = rhs
  if (query.hasSelectedFields) return rhs
  const relation = lhs instanceof Col ? lhs.relation : null
  if (relation) refuseOtherModel(relation, rhs)
  const key = relation && query.meta === relation.to ? relation.targetField.name : 'pk'
  const clone = query.clone()
  clone.clearSelect()
  clone.addFields([key])
  return new NestedQuery(clone)
}

function refuseOtherModel(relation: Relation, rhs: NestedQuery): void {
  const { meta } = rhs.query
  if (meta === relation.to || (relation.field.primaryKey && meta === relation.field.meta)) return
  throw new ValueError(`Cannot use QuerySet for "${meta.name}": Use a QuerySet for "${relation.to.name}".`)
}
