import type { DetectedOperation } from './autodetector.ts'
import type { MigrationGraph } from './graph.ts'
import type { MigrationKey } from './migration.ts'
import type { SchemaOperation } from './operation.ts'

/** A migration that is still to be written. */
export interface NewMigration {
  readonly app: string
  readonly name: string
  readonly dependencies: readonly MigrationKey[]
  readonly operations: readonly SchemaOperation[]
}

const LONGEST_SLUG = 52

/** A migration under construction: what it holds and which others come before it. */
class Draft {
  readonly app: string
  readonly operations: SchemaOperation[] = []
  readonly after = new Set<Draft>()

  constructor(app: string) {
    this.app = app
  }

  follows(other: Draft): boolean {
    return this.after.has(other) || [...this.after].some(draft => draft.follows(other))
  }
}

/**
 * Put operations into as few migrations as can be: one for each app, more only where apps point at each other.
 * `name` stands in for the names that are made from the operations.
 */
export function arrange(found: readonly DetectedOperation[], graph: MigrationGraph, name?: string): NewMigration[] {
  const drafts: Draft[] = []
  const makers = new Map<string, Draft>()
  for (const { app, operation, needs, makes } of found) {
    const needed = needs.map(model => makers.get(model)).filter(draft => draft !== undefined && draft.app !== app)
    const draft = draftFor(drafts, app, needed as Draft[])
    draft.operations.push(operation)
    for (const other of needed as Draft[]) draft.after.add(other)
    if (makes !== undefined) makers.set(makes, draft)
  }
  return nameAll(drafts, found, graph, name)
}

/** The last draft of the app, or a new one if something that it precedes is needed. */
function draftFor(drafts: Draft[], app: string, needed: readonly Draft[]): Draft {
  const last = drafts.findLast(draft => draft.app === app)
  if (last !== undefined && !needed.some(other => other.follows(last))) return last
  const draft = new Draft(app)
  if (last !== undefined) draft.after.add(last)
  drafts.push(draft)
  return draft
}

function nameAll(
  drafts: readonly Draft[],
  found: readonly DetectedOperation[],
  graph: MigrationGraph,
  name: string | undefined,
): NewMigration[] {
  const names = new Map<Draft, string>()
  for (const draft of drafts) {
    const earlier = drafts.slice(0, drafts.indexOf(draft)).filter(other => other.app === draft.app)
    names.set(draft, nameOf(draft.operations, nextNumber(graph, draft.app) + earlier.length, name))
  }
  return drafts.map(draft => ({
    app: draft.app,
    name: names.get(draft) ?? '',
    operations: draft.operations,
    dependencies: dependenciesOf(draft, names, found, graph),
  }))
}

/** The migrations before it, and the last one of each app that its models point into. */
function dependenciesOf(
  draft: Draft,
  names: ReadonlyMap<Draft, string>,
  found: readonly DetectedOperation[],
  graph: MigrationGraph,
): MigrationKey[] {
  const drafted = [...draft.after].map(other => [other.app, names.get(other) ?? ''] as const)
  const models = found.filter(item => draft.operations.includes(item.operation)).flatMap(item => item.needs)
  const state = graph.stateAfter(graph.ordered)
  const apps = new Set([draft.app, ...models.flatMap(model => state.models.get(model)?.app ?? [])])
  const covered = new Set(drafted.map(([app]) => app))
  const existing = [...apps].filter(app => !covered.has(app)).flatMap(app => graph.leaves(app))
  return [...existing.map(leaf => [leaf.app, leaf.name] as const), ...drafted]
}

/** The number of the next migration of an app. */
export function nextNumber(graph: MigrationGraph, app: string): number {
  return 1 + Math.max(0, ...graph.of(app).map(migration => Number.parseInt(migration.name, 10)))
}

function nameOf(operations: readonly SchemaOperation[], number: number, name: string | undefined): string {
  const prefix = String(number).padStart(4, '0')
  if (name !== undefined) return `${prefix}_${name}`
  if (number === 1) return `${prefix}_initial`
  return `${prefix}_${slugOf(operations)}`
}

/** Name a migration after its operations, as many of them as fit. */
function slugOf(operations: readonly SchemaOperation[]): string {
  let slug = ''
  for (const operation of operations) {
    const next = slug === '' ? operation.slug : `${slug}_${operation.slug}`
    if (next.length > LONGEST_SLUG) return `${slug || next.slice(0, LONGEST_SLUG)}_and_more`.toLowerCase()
    slug = next
  }
  return slug.toLowerCase()
}
