import type { Meta } from '../meta.ts'

/** Models that belong together and the folder with their migrations. */
export interface App {
  /** Short name, unique in the project; recorded in the database with each migration. */
  readonly label: string
  /** Folder of the migration files; made when the first one is written. */
  readonly migrations: string
  readonly models: readonly { readonly meta: Meta }[]
}
