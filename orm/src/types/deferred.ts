import type { Lazy } from './relations.ts'
import type { FieldsOf, ForeignKeys, PrimaryName, Row } from './rows.ts'

/**
 * A row of `only(...)`: columns that it does not name are still in the database. They take a value, awaiting them gives
 * one, and nothing can be read from them before that.
 */
export type RowWithOnly<M, R, K extends string> = Replaced<R, keyof Row<M>, LoadedColumns<M, K>, M>

/** A row of `defer(...)`: the columns that it names are still in the database. */
export type RowWithout<M, R, K extends string> = Replaced<R, ColumnsNamed<M, K> & keyof Row<M>, never, R>

/** `R` with some columns replaced: those that are loaded by their type in `Source`, the others by one to be awaited. */
type Replaced<R, Columns extends PropertyKey, Present, Source> = Omit<R, Columns> & {
  [P in Columns & keyof Source]: P extends Present ? Source[P] : Source[P] | Lazy<Source[P]>
}

type LoadedColumns<M, K extends string> = ColumnsNamed<M, K> | PrimaryName<FieldsOf<M>>

/** Columns by their names, by those of their relations, and those that a path over a relation starts with. */
type ColumnsNamed<M, K extends string> = K | KeyOf<M, K extends `${infer Head}__${string}` ? Head : K>

type KeyOf<M, Name extends string> = Name extends ForeignKeys<FieldsOf<M>> ? `${Name}Id` : never
