import type { SqlValue } from '../backends/backend.ts'
import { UsageError } from '../errors.ts'
import type { DeclaredKind } from '../fields/field.ts'
import type { ChangeHints } from './change-tables.ts'
import { renamedInCondition } from './conditions.ts'
import { fillFor } from './fill.ts'
import type { MigrationContext, SchemaOperation, WorkOperation } from './operation.ts'
import type { CheckState, FieldState, FieldStateOptions, IndexState, ModelState, ProjectState } from './state.ts'
import { columnOfField } from './tables.ts'

const KINDS = [
  ...(['auto', 'bigAuto', 'char', 'text', 'email', 'slug', 'url', 'integer', 'bigInteger', 'positiveInteger'] as const),
  ...(['smallInteger', 'float', 'decimal', 'boolean', 'date', 'time', 'datetime', 'uuid', 'json', 'binary'] as const),
  ...(['foreignKey', 'oneToOne', 'manyToMany'] as const),
] satisfies readonly DeclaredKind[]

type FieldFactories = { readonly [Kind in DeclaredKind]: (options?: FieldStateOptions) => FieldState }

/** Fields as migrations write them: `field.char({ maxLength: 64 })`. */
export const field = Object.fromEntries(
  KINDS.map(kind => [kind, (options: FieldStateOptions = {}): FieldState => ({ kind, options })]),
  // Every kind is in the list above, which `satisfies` cannot show for the object made of it.
) as unknown as FieldFactories

/** The parts of a model that are not fields. */
export interface ModelDetails {
  readonly table?: string
  readonly uniqueTogether?: readonly (readonly string[])[]
  readonly indexes?: readonly IndexState[]
  readonly checks?: readonly CheckState[]
}

/** Make the table of a new model. */
export function createModel(
  name: string,
  details: ModelDetails & { readonly table: string; readonly fields: Readonly<Record<string, FieldState>> },
): SchemaOperation {
  return {
    kind: 'schema',
    call: { name: 'createModel', args: [name, details] },
    slug: name,
    describe: () => `Create model ${name}`,
    apply: (state, app) => state.with({ app, name, uniqueTogether: [], indexes: [], checks: [], ...details }),
  }
}

/** Drop the table of a model. */
export function deleteModel(name: string): SchemaOperation {
  return {
    kind: 'schema',
    call: { name: 'deleteModel', args: [name] },
    slug: `delete_${name}`,
    describe: () => `Delete model ${name}`,
    apply: state => state.without(name),
  }
}

/** Rename a model and its table, and follow in every relation. */
export function renameModel(from: string, to: string, details: { readonly table: string }): SchemaOperation {
  return {
    kind: 'schema',
    call: { name: 'renameModel', args: [from, to, details] },
    slug: `rename_${from}_${to}`,
    describe: () => `Rename model ${from} to ${to}`,
    apply: state => state.renameModel(from, to, details.table),
    hints: before => renamedTable(before.model(from).table, details.table),
  }
}

/** Change what a model has beside its fields: table, uniqueness of several fields, indexes, checks. */
export function alterModel(name: string, details: ModelDetails): SchemaOperation {
  return {
    kind: 'schema',
    call: { name: 'alterModel', args: [name, details] },
    slug: `alter_${name}`,
    describe: () => `Alter ${Object.keys(details).join(', ')} of ${name}`,
    apply: state => state.with({ ...state.model(name), ...details }),
    hints: (before, after) => renamedTable(before.model(name).table, after.model(name).table),
  }
}

/** Add a field. `fill` is the value for the rows that are there; the field's default when left out. */
export function addField(
  model: string,
  name: string,
  added: FieldState,
  options: { readonly fill?: SqlValue } = {},
): SchemaOperation {
  return {
    kind: 'schema',
    call: { name: 'addField', args: trimmed([model, name, added, options]) },
    slug: `${model}_${name}`,
    describe: () => `Add field ${name} to ${model}`,
    apply: state => changeField(state, model, fields => put(fields, name, added)),
    hints: (_before, after) => fillHints(after.model(model), name, options.fill),
  }
}

/** Remove a field and its column. */
export function removeField(model: string, name: string): SchemaOperation {
  return {
    kind: 'schema',
    call: { name: 'removeField', args: [model, name] },
    slug: `remove_${model}_${name}`,
    describe: () => `Remove field ${name} from ${model}`,
    apply: state => changeField(state, model, fields => drop(fields, model, name)),
    reverseHints: before => fillHints(before.model(model), name, undefined),
  }
}

/** Change the kind or the options of a field. `fill` stands in for NULL where that is allowed no more. */
export function alterField(
  model: string,
  name: string,
  altered: FieldState,
  options: { readonly fill?: SqlValue } = {},
): SchemaOperation {
  return {
    kind: 'schema',
    call: { name: 'alterField', args: trimmed([model, name, altered, options]) },
    slug: `alter_${model}_${name}`,
    describe: () => `Alter field ${name} of ${model}`,
    apply: state => changeField(state, model, fields => put(fields, name, altered)),
    hints: (before, after) => alterHints(before.model(model), after.model(model), name, options.fill),
    reverseHints: (before, after) => alterHints(after.model(model), before.model(model), name, undefined),
  }
}

/** Rename a field, with its column where that follows from the name. */
export function renameField(model: string, from: string, to: string): SchemaOperation {
  return {
    kind: 'schema',
    call: { name: 'renameField', args: [model, from, to] },
    slug: `rename_${from}_${model}_${to}`,
    describe: () => `Rename field ${from} of ${model} to ${to}`,
    apply: state => renamedIn(state, model, from, to),
    hints: (before, after) => {
      const [old, fresh] = [before.model(model), after.model(model)]
      return renamedColumn(fresh.table, columnIn(old, from), columnIn(fresh, to))
    },
  }
}

/** Run statements; without `reverse` the migration cannot be undone. */
export function runSql(sql: string | readonly string[], reverse?: string | readonly string[]): WorkOperation {
  const forwards = [sql].flat()
  const backwards = reverse === undefined ? undefined : [reverse].flat()
  const send = (statements: readonly string[]) => async (context: MigrationContext) => {
    for (const statement of statements) await context.run(statement)
  }
  return {
    kind: 'work',
    slug: 'run_sql',
    describe: () => 'Run SQL',
    sql: forwards,
    forwards: send(forwards),
    ...(backwards && { backwards: send(backwards), reverseSql: backwards }),
  }
}

/** Run code on the rows; without `reverse` the migration cannot be undone. */
export function runCode(
  code: (context: MigrationContext) => unknown,
  reverse?: (context: MigrationContext) => unknown,
): WorkOperation {
  const awaited = (fn: (context: MigrationContext) => unknown) => async (context: MigrationContext) => {
    await fn(context)
  }
  return {
    kind: 'work',
    slug: 'run_code',
    describe: () => 'Run code',
    forwards: awaited(code),
    ...(reverse && { backwards: awaited(reverse) }),
  }
}

type Fields = Record<string, FieldState>

function changeField(state: ProjectState, model: string, change: (fields: Fields) => void): ProjectState {
  return state.withFields(model, change)
}

function put(fields: Fields, name: string, value: FieldState): void {
  fields[name] = value
}

function drop(fields: Fields, model: string, name: string): void {
  if (!(name in fields)) throw new UsageError(`No migration has given ${model} a field ${name}`)
  delete fields[name]
}

/** Rename a field where it stands, and in the lists that name it. */
function renamedIn(state: ProjectState, model: string, from: string, to: string): ProjectState {
  const old = state.model(model)
  const swap = (name: string) => (name === from ? to : name === `-${from}` ? `-${to}` : name)
  const fields = Object.fromEntries(Object.entries(old.fields).map(([name, value]) => [swap(name), value]))
  return state.with({
    ...old,
    fields,
    uniqueTogether: old.uniqueTogether.map(names => names.map(swap)),
    indexes: old.indexes.map(index => ({
      ...index,
      fields: index.fields.map(swap),
      ...(index.condition && { condition: renamedInCondition(index.condition, from, to) }),
    })),
    checks: old.checks.map(check => ({ ...check, check: renamedInCondition(check.check, from, to) })),
  })
}

function renamedTable(from: string, to: string): ChangeHints {
  return from === to ? {} : { renamedTables: new Map([[from, to]]) }
}

function renamedColumn(table: string, from: string | undefined, to: string | undefined): ChangeHints {
  if (from === undefined || to === undefined || from === to) return {}
  return { tables: new Map([[table, { renamedColumns: new Map([[from, to]]) }]]) }
}

function columnIn(model: ModelState, name: string): string | undefined {
  const found = model.fields[name]
  return found === undefined || found.kind === 'manyToMany' ? undefined : columnOfField(name, found)
}

function fillHints(model: ModelState, name: string, fill: SqlValue | undefined): ChangeHints {
  const added = model.fields[name]
  const column = columnIn(model, name)
  if (added === undefined || column === undefined) return {}
  const value = fill ?? fillFor(added)
  return value === undefined ? {} : { tables: new Map([[model.table, { fill: new Map([[column, value]]) }]]) }
}

function alterHints(before: ModelState, after: ModelState, name: string, fill: SqlValue | undefined): ChangeHints {
  const [old, fresh] = [before.fields[name], after.fields[name]]
  if (old === undefined || fresh === undefined) return {}
  if (old.kind === 'manyToMany' && fresh.kind === 'manyToMany') return joinTableHints(old, fresh)
  const renames = renamedColumn(after.table, columnIn(before, name), columnIn(after, name))
  const nullable = old.options.null && !fresh.options.null
  const fills = nullable ? fillHints(after, name, fill) : {}
  const merged = { ...renames.tables?.get(after.table), ...fills.tables?.get(after.table) }
  return Object.keys(merged).length === 0 ? {} : { tables: new Map([[after.table, merged]]) }
}

/** The table and the columns of an automatic join table follow the names of its models. */
function joinTableHints(old: FieldState, fresh: FieldState): ChangeHints {
  const [from, to] = [old.options.dbTable, fresh.options.dbTable]
  if (from === undefined || to === undefined) return {}
  const pairs = (old.options.columns ?? []).map((column, i) => [column, String(fresh.options.columns?.[i])] as const)
  const renamedColumns = new Map(pairs.filter(([one, other]) => one !== other))
  return { ...renamedTable(from, to), tables: new Map([[to, { renamedColumns }]]) }
}

function trimmed(args: unknown[]): unknown[] {
  const last = args.at(-1)
  return typeof last === 'object' && last !== null && Object.keys(last).length === 0 ? args.slice(0, -1) : args
}
