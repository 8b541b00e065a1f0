import type { MaybePromise } from './backend.ts'

/** The one thing that introspection needs of a database. */
export interface Queryable {
  query(sql: string, params?: readonly string[]): MaybePromise<unknown[][]>
}

/** Looks at what is in a database. */
export interface Introspection {
  tableNames(): Promise<string[]>
}
