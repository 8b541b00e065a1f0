/** Who takes part: every trial is one rival on one database. A new one is a file in `rivals/` and a line here. */
import type { DateStorage } from './scratch/scratch.ts'

export type DatabaseName = 'sqlite' | 'postgres'

export interface Trial {
  readonly name: string
  readonly database: DatabaseName
  /** File in `rivals/` and the function in it that opens a session. */
  readonly module: string
  readonly open: string
  /** How dates are kept on SQLite. */
  readonly dates: DateStorage
  /** Packages whose versions the report states. */
  readonly packages: readonly string[]
}

/** The other figures are ratios to this trial's. */
export const BASELINES: Readonly<Record<DatabaseName, string>> = {
  sqlite: 'bare node:sqlite, prepared',
  postgres: 'bare pg, unnamed statements',
}

const sqlite = (
  name: string,
  module: string,
  open: string,
  packages: string[],
  dates: DateStorage = 'text',
): Trial => ({
  name,
  database: 'sqlite',
  module,
  open,
  dates,
  packages,
})

const postgres = (name: string, module: string, open: string, packages: string[]): Trial => ({
  name,
  database: 'postgres',
  module,
  open,
  dates: 'text',
  packages,
})

export const trials: readonly Trial[] = [
  sqlite(BASELINES.sqlite, 'bare-sqlite', 'openNode', []),
  sqlite('bare node:sqlite, promised', 'bare-sqlite', 'openNodePromised', []),
  sqlite('bare better-sqlite3, prepared', 'bare-sqlite', 'openBetter', ['better-sqlite3']),
  sqlite('Inkstone', 'inkstone', 'openSqlite', []),
  sqlite(
    'Drizzle, prepared by hand',
    'drizzle-sqlite',
    'openPrepared',
    ['drizzle-orm', 'better-sqlite3'],
    'milliseconds',
  ),
  sqlite('Drizzle', 'drizzle-sqlite', 'openPlain', ['drizzle-orm', 'better-sqlite3'], 'milliseconds'),
  sqlite('Kysely', 'kysely', 'openSqlite', ['kysely', 'better-sqlite3']),
  sqlite('Knex', 'knex', 'openSqlite', ['knex', 'better-sqlite3']),
  sqlite('TypeORM', 'typeorm', 'openSqlite', ['typeorm', 'better-sqlite3'], 'textMilliseconds'),
  sqlite('Prisma 7', 'prisma', 'openSqlite', ['@prisma/client', '@prisma/adapter-better-sqlite3'], 'iso'),
  sqlite('MikroORM 7', 'mikro-orm', 'openSqlite', ['@mikro-orm/core', 'better-sqlite3'], 'milliseconds'),
  postgres(BASELINES.postgres, 'bare-pg', 'openUnnamed', ['pg']),
  postgres('bare pg, named statements', 'bare-pg', 'openNamed', ['pg']),
  postgres('bare postgres.js', 'bare-postgres-js', 'open', ['postgres']),
  postgres('Inkstone', 'inkstone', 'openPostgres', ['pg']),
  postgres('Drizzle, prepared by hand', 'drizzle-postgres', 'openPrepared', ['drizzle-orm', 'pg']),
  postgres('Drizzle', 'drizzle-postgres', 'openPlain', ['drizzle-orm', 'pg']),
  postgres('Kysely', 'kysely', 'openPostgres', ['kysely', 'pg']),
  postgres('Knex', 'knex', 'openPostgres', ['knex', 'pg']),
  postgres('TypeORM', 'typeorm', 'openPostgres', ['typeorm', 'pg']),
  postgres('Prisma 7', 'prisma', 'openPostgres', ['@prisma/client', '@prisma/adapter-pg']),
  postgres('MikroORM 7', 'mikro-orm', 'openPostgres', ['@mikro-orm/core', 'pg']),
]
