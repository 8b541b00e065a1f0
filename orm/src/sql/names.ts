import { FieldError } from '../errors.ts'
import type { Expression, ResolveContext } from '../expressions/expression.ts'
import { Col, Ref } from '../expressions/references.ts'
import { Field } from '../fields/field.ts'
import { tryTransform } from '../lookups/registry.ts'
import type { Hop, Meta, Relation } from '../meta.ts'
import type { Query } from './query.ts'

/** Between the parts of a path. */
export const SEPARATOR = '__'

/** Where a path of names leads. */
export interface Path {
  readonly hops: readonly Hop[]
  /** Names with the hops that each of them made. */
  readonly named: readonly { readonly name: string; readonly hops: readonly Hop[] }[]
  /** The relation that the last name is, or null where it is a plain field. */
  readonly relation: Relation | null
  /** The field that holds the value. */
  readonly target: Field
  /** Model at the end of the path. */
  readonly meta: Meta
  /** Names that are no fields: transforms and the lookup. */
  readonly rest: readonly string[]
}

/** Thrown when a path crosses a relation with several objects where that is not allowed. */
export class ManyCrossed extends Error {
  readonly named: Path['named']
  constructor(named: Path['named']) {
    super('The path crosses a relation to many.')
    this.named = named
  }
}

/** Walk names over relations; what is left after the last field is the rest. @throws FieldError, ManyCrossed */
export function namesToPath(
  query: Query,
  names: readonly string[],
  meta: Meta,
  options: { readonly allowMany?: boolean; readonly wholly?: boolean } = {},
): Path {
  const hops: Hop[] = []
  const named: { name: string; hops: readonly Hop[] }[] = []
  let at = meta
  let end: Pick<Path, 'relation' | 'target'> | undefined
  let position = 0
  for (; position < names.length; position++) {
    const name = names[position] as string // below the length
    const relationOrField = at.names.get(name)
    if (!relationOrField) {
      if (!end || options.wholly) throw unknownName(query, at, name)
      break
    }
    const relation = relationOrField instanceof Field ? (relationOrField.relation ?? null) : relationOrField
    if (!relation) {
      end = { relation: null, target: relationOrField as Field } // a relation would have been taken above
      position++
      if (options.wholly && position < names.length) throw notPermitted(names[position] as string, name)
      break
    }
    const steps = relation.hops()
    const many = options.allowMany === false ? steps.findIndex(hop => hop.multiple) : -1
    if (many >= 0) throw new ManyCrossed([...named, { name, hops: steps.slice(0, many + 1) }])
    hops.push(...steps)
    named.push({ name, hops: steps })
    end = { relation, target: hopTarget(steps.at(-1) as Hop) }
    at = relation.to
  }
  if (!end) throw unknownName(query, at, '')
  return { hops, named, ...end, meta: at, rest: names.slice(position) }
}

/** The field of the joined table that stands for the related row. */
function hopTarget(hop: Hop): Field {
  return hop.direct ? (hop.toFields[0] as Field) : hop.to.pk // every hop joins on one pair at least
}

function unknownName(query: Query, meta: Meta, name: string): FieldError {
  const choices = [...meta.choices(), ...query.annotations.keys()].sort()
  return new FieldError(`Cannot resolve keyword '${name}' into field. Choices are: ${choices.join(', ')}`)
}

function notPermitted(name: string, field: string): FieldError {
  return new FieldError(`Cannot resolve keyword '${name}' into field. Join on '${field}' not permitted.`)
}

/** A path with its tables joined. */
export interface Joined extends Path {
  /** Alias of the start and of every hop. */
  readonly aliases: readonly string[]
}

/** Join the tables of a path. Relations to one are always shared, those to many only with `reuse` (null = all). */
export function setupJoins(query: Query, path: Path, start: string, reuse: ReadonlySet<string> | null): Joined {
  const aliases = [start]
  let alias = start
  for (const hop of path.hops) {
    const nullable = hop.direct ? (hop.fromFields[0]?.null ?? false) : true
    const join = { table: hop.to.table, parent: alias, on: hop.on, nullable }
    alias = query.tables.join(join, hop.multiple ? reuse : null)
    aliases.push(alias)
  }
  return { ...path, aliases }
}

/** The column of a joined path in the table that has it first. */
export interface Trimmed {
  readonly target: Field
  readonly alias: string
  readonly aliases: readonly string[]
}

/** Give up joins at the end whose only used column stands in the table before. */
export function trimJoins(query: Query, joined: Joined): Trimmed {
  const aliases = [...joined.aliases]
  let { target } = joined
  for (const hop of [...joined.hops].reverse()) {
    if (!hop.direct) break
    const position = hop.toFields.findIndex(field => field.column === target.column)
    if (position < 0) break
    target = hop.fromFields[position] as Field // pairs
    query.tables.unref(aliases.pop() as string) // one per hop
  }
  return { target, alias: aliases.at(-1) as string, aliases } // the start stays
}

/** What a name inside an expression stands for: an annotation, or a column over joins. @throws FieldError */
export function resolveName(name: string, context: ResolveContext): Expression {
  const { query } = context
  const annotation = query.annotations.get(name)
  if (annotation) return resolveAnnotation(name, annotation, context)
  const names = name.split(SEPARATOR)
  const first = query.annotations.get(names[0] as string) // split gives one part at least
  if (first) return names.slice(1).reduce((lhs, transform) => tryTransform(lhs, transform), first)
  return resolveColumn(names, context)
}

function resolveAnnotation(name: string, annotation: Expression, context: ResolveContext): Expression {
  const { query } = context
  if (!context.allowJoins && query.usesJoins(annotation)) throw joinsRefused()
  if (!context.summarize) return annotation
  if (!query.selectedAnnotations().has(name)) {
    throw new FieldError(`Cannot aggregate over the '${name}' alias. Use annotate() to promote it.`)
  }
  return new Ref(name, annotation)
}

function resolveColumn(names: readonly string[], context: ResolveContext): Expression {
  const { query, reuse } = context
  const { path, transforms } = longestPath(query, names, query.meta)
  const joined = setupJoins(query, path, query.tables.initial(query.meta), reuse)
  const { target, alias, aliases } = trimJoins(query, joined)
  if (!context.allowJoins && aliases.length > 1) throw joinsRefused()
  if (reuse) for (const used of aliases) reuse.add(used)
  const column: Expression = new Col(alias, target)
  return transforms.reduce((lhs, transform) => tryTransform(lhs, transform), column)
}

/** The longest beginning that is a path; the rest are transforms. */
export function longestPath(
  query: Query,
  names: readonly string[],
  meta: Meta,
): { readonly path: Path; readonly transforms: readonly string[] } {
  let failure: unknown
  for (let length = names.length; length > 0; length--) {
    try {
      const path = namesToPath(query, names.slice(0, length), meta, { wholly: true })
      const transforms = names.slice(length)
      if (transforms.length && failure && !canTransform(path, transforms[0] as string)) throw failure
      return { path, transforms }
    } catch (error) {
      if (!(error instanceof FieldError) || length === 1) throw error
      failure ??= error
    }
  }
  throw failure
}

function canTransform(path: Path, name: string): boolean {
  try {
    tryTransform(new Col('', path.target), name)
    return true
  } catch (error) {
    if (error instanceof FieldError) return false
    throw error
  }
}

function joinsRefused(): FieldError {
  return new FieldError('Joined field references are not permitted in this query')
}
