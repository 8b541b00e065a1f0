import { ForeignKeyField } from './fields/foreign-key.ts'
import type { ManyToManyField } from './fields/many-to-many.ts'
import { AutoField } from './fields/number.ts'
import type { Meta } from './meta.ts'
import { defineModel } from './model.ts'
import { columnName, lowerFirst } from './names.ts'

/** Make the model of an automatic join table: an `id` and one foreign key to each side, unique together. */
export function throughModel(relation: ManyToManyField): Meta {
  const { meta, target, options } = relation
  const [from, to] = keyNames(relation)
  const [fromColumn, toColumn] = options.columns ?? [`${columnName(from)}_id`, `${columnName(to)}_id`]
  const common = { onDelete: 'CASCADE', dbConstraint: options.dbConstraint ?? true } as const
  const side = (model: Meta, dbColumn: string, name: string) =>
    new ForeignKeyField(() => model.model, {
      ...common,
      dbColumn,
      relatedName: `${meta.name}_${relation.name}_${name}+`,
    })
  return defineModel(
    `${meta.name}_${relation.name}`,
    { id: new AutoField(), [from]: side(meta, fromColumn, from), [to]: side(target, toColumn, to) },
    { table: relation.dbTable, uniqueTogether: [[from, to]], autoCreated: true },
  ).meta
}

function keyNames(relation: ManyToManyField): readonly [string, string] {
  const own = lowerFirst(relation.meta.name)
  const other = lowerFirst(relation.target.name)
  if (relation.isSelfReferential) return [`from${relation.meta.name}`, `to${relation.meta.name}`]
  return [own, other === own ? `${other}Target` : other]
}
