import { MigrationError } from '../errors.ts'
import { keyOf, type Migration, type MigrationKey, showKey } from './migration.ts'
import { ProjectState } from './state.ts'

/** All migrations of a project and their order. */
export class MigrationGraph {
  readonly #byKey: ReadonlyMap<string, Migration>
  /** Every migration, each after those that it depends on. */
  readonly ordered: readonly Migration[]

  constructor(migrations: readonly Migration[]) {
    this.#byKey = new Map(migrations.map(migration => [showKey(keyOf(migration)), migration]))
    this.ordered = this.#sort(migrations)
  }

  get(key: MigrationKey): Migration | undefined {
    return this.#byKey.get(showKey(key))
  }

  /** Find a migration of an app by its name or the beginning of it, such as `0003`. */
  find(app: string, name: string): Migration {
    const own = this.of(app)
    const exact = own.find(migration => migration.name === name)
    const matches = exact ? [exact] : own.filter(migration => migration.name.startsWith(name))
    const [match] = matches
    if (match === undefined) throw new MigrationError(`App ${app} has no migration ${name}`)
    if (matches.length > 1) throw new MigrationError(`App ${app} has more than one migration that begins with ${name}`)
    return match
  }

  of(app: string): readonly Migration[] {
    return this.ordered.filter(migration => migration.app === app)
  }

  /** The migrations of an app on which no other one of it depends; more than one means two branches. */
  leaves(app: string): readonly Migration[] {
    const own = this.of(app)
    const followed = new Set(own.flatMap(migration => migration.dependencies.map(showKey)))
    return own.filter(migration => !followed.has(showKey(keyOf(migration))))
  }

  /** Refuse a history with two ends in one app. */
  assertLinear(): void {
    for (const app of new Set(this.ordered.map(migration => migration.app))) {
      const leaves = this.leaves(app)
      if (leaves.length < 2) continue
      const names = leaves.map(leaf => leaf.name).join(', ')
      throw new MigrationError(
        `App ${app} has conflicting migrations (${names}); join them with makemigrations --merge`,
      )
    }
  }

  /** A migration and all that it depends on, in order. */
  upTo(migration: Migration): readonly Migration[] {
    const needed = new Set<Migration>()
    const visit = (one: Migration) => {
      if (needed.has(one)) return
      needed.add(one)
      for (const dependency of this.#dependenciesOf(one)) visit(dependency)
    }
    visit(migration)
    return this.ordered.filter(one => needed.has(one))
  }

  /** All migrations that depend on a migration, in order, without itself. */
  after(migration: Migration): readonly Migration[] {
    return this.ordered.filter(other => other !== migration && this.upTo(other).includes(migration))
  }

  /** The models after these migrations. */
  stateAfter(migrations: readonly Migration[]): ProjectState {
    return migrations.reduce(applyMigration, new ProjectState())
  }

  #dependenciesOf(migration: Migration): readonly Migration[] {
    return migration.dependencies.map(key => {
      const dependency = this.get(key)
      if (dependency !== undefined) return dependency
      throw new MigrationError(
        `Migration ${showKey(keyOf(migration))} depends on ${showKey(key)}, which does not exist`,
      )
    })
  }

  #sort(migrations: readonly Migration[]): Migration[] {
    const sorted: Migration[] = []
    const visit = (migration: Migration, path: readonly Migration[]) => {
      if (sorted.includes(migration)) return
      if (path.includes(migration)) {
        throw new MigrationError(
          `Migrations depend on each other in a circle: ${path.map(keyOf).map(showKey).join(', ')}`,
        )
      }
      for (const dependency of this.#dependenciesOf(migration)) visit(dependency, [...path, migration])
      sorted.push(migration)
    }
    for (const migration of migrations) visit(migration, [])
    return sorted
  }
}

/** The models after one more migration. */
export function applyMigration(state: ProjectState, migration: Migration): ProjectState {
  return migration.operations.reduce(
    (present, operation) => (operation.kind === 'schema' ? operation.apply(present, migration.app) : present),
    state,
  )
}
