import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MigrationError, UsageError } from '../errors.ts'
import type { App } from './app.ts'
import { arrange, type NewMigration, nextNumber } from './arrange.ts'
import { Autodetector } from './autodetector.ts'
import type { MigrationGraph } from './graph.ts'
import { loadMigrations } from './loader.ts'
import { keyOf } from './migration.ts'
import { type Questioner, UNATTENDED } from './questioner.ts'
import { ProjectState, stateOf } from './state.ts'
import { writeMigration } from './writer.ts'

/** What `makeMigrations` makes, and whom it asks. */
export interface MakeOptions {
  /** Answers what a comparison cannot see; without it nothing counts as renamed. */
  readonly questions?: Questioner
  /** Name of the file after its number; made from the operations when left out. */
  readonly name?: string
  /** Only say what is missing; for continuous integration. */
  readonly check?: boolean
  /** Join two branches of an app's history instead of looking for changes. */
  readonly merge?: boolean
  /** Module that the files import from, where the package goes by another name than its own. */
  readonly importFrom?: string
}

/** A migration file: written, or only planned with `check`. */
export interface MigrationFile {
  readonly app: string
  readonly name: string
  readonly path: string
  readonly source: string
  /** What it does, one line for each operation. */
  readonly summary: readonly string[]
}

/**
 * Compare the models with what their migrations have made, and write migrations for the difference.
 * The database is never asked. Returns an empty list when nothing changed.
 */
export async function makeMigrations(apps: readonly App[], options: MakeOptions = {}): Promise<MigrationFile[]> {
  const graph = await loadMigrations(apps)
  const planned = options.merge ? mergeBranches(apps, graph) : await detectChanges(apps, graph, options)
  const files = planned.map(migration => fileOf(apps, migration, options.importFrom))
  if (!options.check) await Promise.all(files.map(writeFileOf))
  return files
}

async function detectChanges(
  apps: readonly App[],
  graph: MigrationGraph,
  options: MakeOptions,
): Promise<NewMigration[]> {
  graph.assertLinear()
  const present = graph.stateAfter(graph.ordered)
  const detector = new Autodetector(present, stateOfApps(apps), options.questions ?? UNATTENDED)
  return arrange(await detector.detect(), graph, options.name)
}

/** Record the models of all apps. Their names are unique in a project, since relations are recorded by name. */
function stateOfApps(apps: readonly App[]): ProjectState {
  const models = apps.flatMap(app => app.models.map(model => stateOf(model.meta, app.label)))
  for (const model of models) {
    const twin = models.find(other => other.name === model.name && other !== model)
    if (twin) throw new UsageError(`Two models are named ${model.name}, in ${model.app} and in ${twin.app}`)
  }
  return new ProjectState(models)
}

function mergeBranches(apps: readonly App[], graph: MigrationGraph): NewMigration[] {
  return apps.flatMap(app => {
    const leaves = graph.leaves(app.label)
    if (leaves.length < 2) return []
    const clash = commonModel(leaves.map(leaf => branchModels(graph, app.label, leaf.name)))
    if (clash)
      throw new MigrationError(`Both branches of ${app.label} change ${clash}; put one after the other by hand`)
    const name = `${String(nextNumber(graph, app.label)).padStart(4, '0')}_merge`
    return [{ app: app.label, name, dependencies: leaves.map(keyOf), operations: [] }]
  })
}

/** Names of the fields and models that only this branch changes, as its operations call them. */
function branchModels(graph: MigrationGraph, app: string, leaf: string): Set<string> {
  const others = graph.leaves(app).filter(other => other.name !== leaf)
  const shared = new Set(others.flatMap(other => graph.upTo(other)))
  const own = graph.upTo(graph.find(app, leaf)).filter(migration => !shared.has(migration))
  const calls = own.flatMap(migration => migration.operations).filter(operation => operation.kind === 'schema')
  return new Set(calls.map(({ call }) => call.args.filter(arg => typeof arg === 'string').join('.')))
}

function commonModel(branches: readonly Set<string>[]): string | undefined {
  const [first, ...rest] = branches
  return [...(first ?? [])].find(name => rest.some(branch => branch.has(name)))
}

function fileOf(apps: readonly App[], migration: NewMigration, importFrom: string | undefined): MigrationFile {
  const app = apps.find(candidate => candidate.label === migration.app)
  if (app === undefined) throw new UsageError(`There is no app ${migration.app}`)
  return {
    app: migration.app,
    name: migration.name,
    path: join(app.migrations, `${migration.name}.ts`),
    source: writeMigration(migration, importFrom),
    summary: migration.operations.map(operation => operation.describe()),
  }
}

async function writeFileOf(file: MigrationFile): Promise<void> {
  await mkdir(join(file.path, '..'), { recursive: true })
  await writeFile(file.path, file.source, { flag: 'wx' })
}
