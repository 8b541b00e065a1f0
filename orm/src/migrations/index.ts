/** Migrations: `@inkstone/orm/migrations`. Migration files and management commands import from here. */
export { type InspectOptions, inspectDatabase } from '../inspection/index.ts'
export type { App } from './app.ts'
export { type BaselineOptions, baseline } from './baseline.ts'
export { F, Q } from './conditions.ts'
export { createTables } from './create-tables.ts'
export { type MigrateOptions, migrate } from './executor.ts'
export { type MakeOptions, type MigrationFile, makeMigrations } from './make-migrations.ts'
export { type MigrationDefinition, type MigrationKey, migration, showKey } from './migration.ts'
export type { HistoricModel, MigrationContext } from './operation.ts'
export {
  addField,
  alterField,
  alterModel,
  createModel,
  deleteModel,
  field,
  removeField,
  renameField,
  renameModel,
  runCode,
  runSql,
} from './operations.ts'
export { type Questioner, UNATTENDED } from './questioner.ts'
export { type MigrationStatus, showMigrations, sqlMigrate } from './show-migrations.ts'
