import type { Operation } from './operation.ts'

/** Reference to a migration: the label of its app, and its file name without ending. */
export type MigrationKey = readonly [app: string, name: string]

/** What a migration file exports. */
export interface MigrationDefinition {
  /** Migrations of other apps that have to be applied before; of the own app, the one before this. */
  readonly dependencies?: readonly MigrationKey[]
  readonly operations: readonly Operation[]
}

/** A migration with its place. */
export interface Migration {
  readonly app: string
  readonly name: string
  readonly dependencies: readonly MigrationKey[]
  readonly operations: readonly Operation[]
}

/** Declare a migration: `export default migration({ dependencies, operations })`. */
export function migration(definition: MigrationDefinition): MigrationDefinition {
  return definition
}

/** Write a key for people: `posts.0001_initial`. */
export function showKey([app, name]: MigrationKey): string {
  return `${app}.${name}`
}

/** The key of a migration. */
export function keyOf(migration: Migration): MigrationKey {
  return [migration.app, migration.name]
}
