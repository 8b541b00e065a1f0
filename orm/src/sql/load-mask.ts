import { FieldError } from '../errors.ts'
import type { Field, Meta, Relation } from '../meta.ts'
import { SEPARATOR } from './names.ts'
import type { Query } from './query.ts'

/** Names of the fields that are loaded, with the masks of what lies behind relations; empty = all. */
export type Mask = ReadonlyMap<string, Mask>

type Tree = Map<string, Tree>

export const EVERYTHING: Mask = new Map()

/** What `only()` and `defer()` leave to be loaded. @throws FieldError */
export function loadMask(query: Query): Mask {
  const { names, defer } = query.load
  if (names.size === 0) return EVERYTHING
  const tree: Tree = new Map()
  for (const name of names) addPath(tree, name.split(SEPARATOR))
  return defer ? deferMask(query.meta, tree) : onlyMask(query.meta, tree)
}

function addPath(tree: Tree, path: readonly string[]): void {
  let at = tree
  for (const name of path) {
    const below = at.get(name) ?? new Map()
    at.set(name, below)
    at = below
  }
}

function onlyMask(meta: Meta, tree: Tree): Mask {
  const mask = new Map<string, Mask>([[meta.pk.name, EVERYTHING]])
  for (const [name, below] of tree) {
    const { key, relation } = named(meta, name)
    mask.set(key, below.size ? onlyMask(target(relation, below), below) : EVERYTHING)
  }
  return mask
}

function deferMask(meta: Meta, tree: Tree): Mask {
  const mask = new Map<string, Mask>([[meta.pk.name, EVERYTHING]])
  const below = new Map([...tree].map(([name, branch]) => [named(meta, name).key, branch] as const))
  const reverse = meta.reverse.map(relation => relation.name)
  for (const name of [...meta.fields.map(field => field.name), ...reverse]) {
    const branch = below.get(name)
    if (!branch) mask.set(name, EVERYTHING)
    else if (branch.size) mask.set(name, deferMask(target(named(meta, name).relation, branch), branch))
  }
  return mask
}

function named(meta: Meta, name: string): { readonly key: string; readonly relation: Relation | undefined } {
  const found = meta.names.get(name)
  if (!found) throw meta.unknownName(name)
  if (!('column' in found))
    return { key: found.direction === 'forward' ? (found.accessor ?? found.name) : found.name, relation: found }
  const field = found as Field // relations have no column
  return { key: field.name, relation: field.relation }
}

function target(relation: Relation | undefined, below: Tree): Meta {
  if (relation) return relation.to
  throw new FieldError(`Cannot resolve keyword '${[...below.keys()][0]}' into field.`)
}
