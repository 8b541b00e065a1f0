import type { Backend } from '../backends/backend.ts'
import type { Introspection } from '../backends/introspection.ts'
import type { SchemaEditor } from '../backends/schema-editor.ts'
import type { Database } from '../database.ts'
import { MigrationError } from '../errors.ts'
import { atomic } from '../transaction.ts'
import type { App } from './app.ts'
import { changeTables, invertHints } from './change-tables.ts'
import { applyMigration, type MigrationGraph } from './graph.ts'
import { loadMigrations } from './loader.ts'
import { keyOf, type Migration, type MigrationKey, showKey } from './migration.ts'
import type { Operation, SchemaOperation } from './operation.ts'
import { Progress } from './progress.ts'
import { MigrationRecorder } from './recorder.ts'
import { editSchema } from './schema.ts'
import type { ProjectState } from './state.ts'

/** Where to go; everything there is when left out. */
export interface MigrateOptions {
  /** Bring this app, and what it needs, to this migration: forth or back; `'zero'` undoes all of it. */
  readonly target?: readonly [app: string, name?: string]
  /** Write the migrations down as applied, or not, without touching a table: for tables that are there already. */
  readonly fake?: boolean
  /** Takes each migration after it was applied or undone. */
  readonly report?: (migration: MigrationKey, direction: 'forwards' | 'backwards') => void
}

/**
 * Bring a database to the wanted migration, each in a transaction of its own. Safe to call in several processes at once:
 * each migration is applied by one of them. Throws MigrationError for a database that is newer than the code.
 */
export async function migrate(
  database: Database,
  apps: readonly App[],
  options: MigrateOptions = {},
): Promise<MigrationKey[]> {
  const graph = await loadMigrations(apps)
  const recorder = new MigrationRecorder(database)
  await inTransaction(database, () => recorder.prepare())
  const applied = await recorder.applied()
  assertKnown(graph, applied)
  graph.assertLinear()
  const plan = planMigrations(graph, applied, options.target)
  const done: MigrationKey[] = []
  for (const step of plan) {
    if (await runStep(database, graph, recorder, step, options.fake ?? false)) {
      done.push(keyOf(step.migration))
      options.report?.(keyOf(step.migration), step.direction)
    }
  }
  return done
}

/** One migration to apply or to undo. */
export interface Step {
  readonly migration: Migration
  readonly direction: 'forwards' | 'backwards'
}

/** What has to be done, in order, to reach the target from what is applied. */
function planMigrations(
  graph: MigrationGraph,
  applied: readonly MigrationKey[],
  target: MigrateOptions['target'],
): Step[] {
  const done = new Set(applied.map(showKey))
  const isDone = (migration: Migration) => done.has(showKey(keyOf(migration)))
  const forwards = (migrations: readonly Migration[]) =>
    migrations.filter(migration => !isDone(migration)).map(migration => ({ migration, direction: 'forwards' }) as const)
  const backwards = (migrations: readonly Migration[]) =>
    [...migrations]
      .reverse()
      .filter(isDone)
      .map(migration => ({ migration, direction: 'backwards' }) as const)
  if (target === undefined) return forwards(graph.ordered)
  const [app, name] = target
  if (graph.of(app).length === 0) throw new MigrationError(`App ${app} has no migrations`)
  if (name === undefined) return forwards(unique(graph.leaves(app).flatMap(leaf => graph.upTo(leaf))))
  if (name === 'zero')
    return backwards(
      inOrder(
        graph,
        graph.of(app).flatMap(one => [one, ...graph.after(one)]),
      ),
    )
  const wanted = graph.find(app, name)
  if (!isDone(wanted)) return forwards(graph.upTo(wanted))
  return backwards(
    inOrder(
      graph,
      graph
        .after(wanted)
        .filter(one => one.app === app)
        .flatMap(one => [one, ...graph.after(one)]),
    ),
  )
}

function inOrder(graph: MigrationGraph, migrations: readonly Migration[]): readonly Migration[] {
  return graph.ordered.filter(migration => migrations.includes(migration))
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)]
}

/** A database that knows migrations which the code does not was migrated by newer code. */
function assertKnown(graph: MigrationGraph, applied: readonly MigrationKey[]): void {
  const unknown = applied.find(key => graph.get(key) === undefined)
  if (unknown === undefined) return
  throw new MigrationError(
    `The database is newer than the code: it has migration ${showKey(unknown)}, which this version does not have`,
  )
}

/** Run one migration, unless another process was faster; tells whether it ran here. */
async function runStep(
  database: Database,
  graph: MigrationGraph,
  recorder: MigrationRecorder,
  step: Step,
  fake: boolean,
): Promise<boolean> {
  const key = keyOf(step.migration)
  const forwards = step.direction === 'forwards'
  return inTransaction(database, async () => {
    if ((await recorder.isApplied(key)) === forwards) return false
    if (!fake) await changeDatabase(database, graph, step)
    if (forwards) await recorder.record(key)
    else await recorder.forget(key)
    return true
  })
}

async function changeDatabase(database: Database, graph: MigrationGraph, step: Step): Promise<void> {
  const changes = changesOf(graph, step)
  const progress = new Progress(keyOf(step.migration), changes)
  const work = async (editor: SchemaEditor) => {
    for (const change of changes) {
      progress.next()
      await runChange(database, editor, change, progress)
    }
    progress.next()
  }
  try {
    await editSchema(database, work, (sql, send) => progress.carryOut(sql, send))
  } catch (error) {
    throw progress.failure(error, database.backend.features.supportsTransactionalDdl)
  }
}

/** One operation with the states on its two sides, in the order of doing. */
export interface Change {
  readonly operation: Operation
  readonly before: ProjectState
  readonly after: ProjectState
  readonly direction: Step['direction']
}

/** The operations of a step in the order in which they run. */
export function changesOf(graph: MigrationGraph, step: Step): Change[] {
  const { migration, direction } = step
  const earlier = graph.ordered.slice(0, graph.ordered.indexOf(migration))
  let before = graph.stateAfter(earlier)
  const changes = migration.operations.map(operation => {
    const after = applyMigration(before, { ...migration, operations: [operation] })
    const change = { operation, before, after, direction }
    before = after
    return change
  })
  return direction === 'forwards' ? changes : changes.reverse()
}

async function runChange(database: Database, editor: SchemaEditor, change: Change, progress: Progress): Promise<void> {
  const { operation, before, direction } = change
  if (operation.kind === 'schema') {
    return changeSchema(editor, database.backend, operation, change, database.backend.introspection(database))
  }
  const work = direction === 'forwards' ? operation.forwards : operation.backwards
  if (work === undefined) throw new MigrationError(`'${operation.describe()}' cannot be undone`)
  // Loaded here, since most migrations change tables only and need no models.
  const { HistoricModels } = await import('./historic-models.ts')
  const models = new HistoricModels(before)
  const run = (sql: string) => progress.carryOut(sql, () => database.execute(sql))
  await work({ database, run, model: name => models.get(name) })
}

/** Do or undo an operation on tables; `live` tells what things are called in the database. */
export function changeSchema(
  editor: SchemaEditor,
  backend: Backend,
  operation: SchemaOperation,
  { before, after, direction }: Change,
  live?: Introspection,
): Promise<void> {
  const hints = operation.hints?.(before, after) ?? {}
  if (direction === 'forwards') return changeTables(editor, backend, before, after, hints, live)
  const back = operation.reverseHints?.(before, after) ?? invertHints(hints)
  return changeTables(editor, backend, after, before, back, live)
}

function inTransaction<T>(database: Database, work: () => Promise<T>): Promise<T> {
  return database.run(() => atomic(work, { using: database, durable: true, schemaChange: true }))
}
