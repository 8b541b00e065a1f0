import { FieldError } from '../errors.ts'
import type { Meta } from '../meta.ts'
import { classBehind, type Relation } from '../relation.ts'
import type { RelatedPlan } from './compiled.ts'
import { EVERYTHING, type Mask } from './load-mask.ts'
import { namesToPath, setupJoins } from './names.ts'
import type { Query, RelatedTree } from './query.ts'
import { modelColumns, type Selected } from './select-columns.ts'

/** How far `selectRelated()` without names goes. */
const MAX_DEPTH = 5

/** Join and select related objects; returns where they stand in the rows. @throws FieldError */
export function selectRelated(query: Query, alias: string, mask: Mask, list: Selected[]): readonly RelatedPlan[] {
  const { related } = query
  if (related === true) return followAll(query, query.meta, alias, mask, list, 1)
  return related ? followTree(query, query.meta, alias, mask, list, related) : []
}

function followAll(
  query: Query,
  meta: Meta,
  alias: string,
  mask: Mask,
  list: Selected[],
  depth: number,
): readonly RelatedPlan[] {
  if (depth > MAX_DEPTH) return []
  const relations = meta.fields.filter(field => field.relation && !field.null && isLoaded(mask, field.name))
  return relations.map(field => {
    const relation = field.relation as Relation // filtered
    return follow(query, relation, alias, mask, list, (at, below) => {
      return followAll(query, relation.to, at, below, list, depth + 1)
    })
  })
}

function followTree(
  query: Query,
  meta: Meta,
  alias: string,
  mask: Mask,
  list: Selected[],
  tree: RelatedTree,
): readonly RelatedPlan[] {
  return Object.entries(tree).map(([name, below]) => {
    const relation = singleRelation(meta, name)
    if (relation.direction === 'forward' && !isLoaded(mask, relation.name)) throw deferred(meta, name)
    return follow(query, relation, alias, mask, list, (at, mask) =>
      followTree(query, relation.to, at, mask, list, below),
    )
  })
}

function isLoaded(mask: Mask, name: string): boolean {
  return mask.size === 0 || mask.has(name)
}

function follow(
  query: Query,
  relation: Relation,
  alias: string,
  mask: Mask,
  list: Selected[],
  further: (alias: string, mask: Mask) => readonly RelatedPlan[],
): RelatedPlan {
  void classBehind(relation)
  const path = namesToPath(query, [relation.name], relation.from)
  const at = setupJoins(query, path, alias, null).aliases.at(-1) as string // one hop at least
  const below = mask.get(relation.name) ?? EVERYTHING
  const own = modelColumns(relation.to, at, below, list)
  const pkPosition = own.start + own.fields.indexOf(relation.to.pk)
  return { ...own, relation, pkPosition, related: further(at, below) }
}

/** The relation of this name, if it leads to one object at most. */
function singleRelation(meta: Meta, name: string): Relation {
  const found = meta.names.get(name)
  if (found && 'hops' in found && !found.multiple && name !== 'pk') return found
  const choices = [...meta.names.entries()].filter(([, other]) => 'hops' in other && !other.multiple)
  const names = [...new Set(choices.map(([key]) => key).filter(key => key !== 'pk'))].sort().join(', ') || '(none)'
  const plain = found !== undefined && !('hops' in found)
  throw new FieldError(
    plain
      ? `Non-relational field given in selectRelated: '${name}'. Choices are: ${names}`
      : `Invalid field name(s) given in selectRelated: '${name}'. Choices are: ${names}`,
  )
}

function deferred(meta: Meta, name: string): FieldError {
  return new FieldError(
    `Field ${meta.name}.${name} cannot be both deferred and traversed using selectRelated at the same time.`,
  )
}
