import { FieldError, UsageError, ValueError } from '../errors.ts'
import type { Expression } from '../expressions/expression.ts'
import { Col } from '../expressions/references.ts'
import { tryTransform } from '../lookups/registry.ts'
import { setGroupBy } from './grouping.ts'
import { longestPath, ManyCrossed, namesToPath, resolveName, SEPARATOR, setupJoins, trimJoins } from './names.ts'
import type { NamedColumn, Query, RelatedTree } from './query.ts'

/** Characters that have no place in the name of a column. */
const FORBIDDEN = /['`"\][;\s]|--|\/\*|\*\/|#|\p{Cc}|\p{Co}/u

/** @throws ValueError for a name that could break out of its quotes */
export function checkAlias(name: string): void {
  if (!FORBIDDEN.test(name)) return
  throw new ValueError(
    'Column aliases cannot contain whitespace characters, hashes, quotation marks, semicolons, or SQL comments.',
  )
}

/** Select columns by name, over relations too. @throws FieldError */
export function addFields(query: Query, names: readonly string[], allowMany: boolean): void {
  const start = query.tables.initial(query.meta)
  const columns = names.map(name => ({ name, expression: fieldColumn(query, name, start, allowMany) }))
  if (columns.length) query.setSelect(columns)
}

function fieldColumn(query: Query, name: string, start: string, allowMany: boolean): Expression {
  try {
    const { path, transforms } = longestPath(query, name.split(SEPARATOR), query.meta)
    if (!allowMany) namesToPath(query, name.split(SEPARATOR), query.meta, { allowMany })
    const { alias, target } = trimJoins(query, setupJoins(query, path, start, null))
    return transforms.reduce<Expression>((lhs, transform) => tryTransform(lhs, transform), new Col(alias, target))
  } catch (error) {
    if (error instanceof ManyCrossed) throw new FieldError(`Invalid field name: '${name}'`)
    throw error
  }
}

/** Select every column of the model by its property. */
function addAllFields(query: Query): void {
  addFields(
    query,
    query.meta.fields.map(field => field.attname),
    false,
  )
}

/** Return named values instead of instances; no names = all columns and annotations. */
export function setValues(query: Query, names: readonly string[]): void {
  for (const name of names) checkAlias(name)
  query.related = null
  query.load = { names: new Set(), defer: true }
  query.select = []
  const chosen = names.length
    ? chooseValues(query, names)
    : { fields: query.meta.fields.map(field => field.attname), extra: [] }
  if (query.groupBy === true) {
    addAllFields(query)
    setGroupBy(query)
    query.select = []
  }
  query.defaultColumns = false
  addFields(query, chosen.fields, true)
  query.select = [...query.select, ...chosen.extra]
  query.valuesMode = true
  query.outputNames = names.length ? [...new Set(names)] : null
}

/** Tell names of fields from annotations; annotations that were not named are masked. */
function chooseValues(query: Query, names: readonly string[]): { fields: string[]; extra: NamedColumn[] } {
  const fields: string[] = []
  const extra: NamedColumn[] = []
  const annotations: string[] = []
  const selected = query.selectedAnnotations()
  for (const name of new Set(names)) {
    const [first = ''] = name.split(SEPARATOR)
    if (selected.has(name)) annotations.push(name)
    else if (query.annotations.has(name)) throw masked(name, selected.size > 0)
    else if (query.annotations.has(first)) extra.push({ name, expression: resolveName(name, everywhere(query)) })
    else fields.push(name)
  }
  query.annotationMask = new Set(annotations)
  return { fields, extra }
}

function everywhere(query: Query) {
  return { query, allowJoins: true, reuse: null, summarize: false }
}

function masked(name: string, byValues: boolean): FieldError {
  return new FieldError(
    byValues
      ? `Cannot select the '${name}' alias. It was excluded by a previous values() or valuesList() call.`
      : `Cannot select the '${name}' alias. Use annotate() to promote it.`,
  )
}

/** Load related objects with the rows. @throws UsageError after values() */
export function setSelectRelated(query: Query, paths: readonly string[] | true | null): void {
  if (query.valuesMode) throw new UsageError('Cannot call selectRelated() after values() or valuesList()')
  if (paths === null || paths === true) query.related = paths
  else
    query.related = paths.reduce<RelatedTree>(withPath, typeof query.related === 'object' ? (query.related ?? {}) : {})
}

function withPath(tree: RelatedTree, path: string): RelatedTree {
  const [first = '', ...rest] = path.split(SEPARATOR)
  const below = tree[first] ?? {}
  return { ...tree, [first]: rest.length ? withPath(below, rest.join(SEPARATOR)) : below }
}

/** Load only these fields; what was deferred stays so. */
export function setOnly(query: Query, fields: readonly string[]): void {
  if (query.valuesMode) throw new UsageError('Cannot call only() after values() or valuesList()')
  const names = fields.map(name => (name === 'pk' ? query.meta.pk.name : name))
  const { load } = query
  query.load = { names: new Set(load.defer ? names.filter(name => !load.names.has(name)) : names), defer: false }
}

/** Load these fields later; null forgets every choice. */
export function setDeferred(query: Query, fields: readonly string[] | null): void {
  if (query.valuesMode) throw new UsageError('Cannot call defer() after values() or valuesList()')
  const { load } = query
  if (fields === null) query.load = { names: new Set(), defer: true }
  else if (load.defer) query.load = { names: new Set([...load.names, ...fields]), defer: true }
  else query.load = withoutImmediate(load.names, fields)
}

function withoutImmediate(immediate: ReadonlySet<string>, fields: readonly string[]) {
  const left = [...immediate].filter(name => !fields.includes(name))
  if (left.length) return { names: new Set(left), defer: false }
  return { names: new Set(fields.filter(name => !immediate.has(name))), defer: true }
}
