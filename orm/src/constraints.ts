import type { Q } from './q.ts'

/** A condition on the columns of one row: a Q over the model's own fields, or SQL as the database shall get it. */
export type RowCondition = Q | string

/** An index over fields; `-` before a name means descending. With a condition, it holds the rows that meet it. */
export interface IndexOptions {
  readonly fields: readonly string[]
  /** Made from the table and the columns when left out. */
  readonly name?: string
  readonly condition?: RowCondition
}

/** Fields that no two rows have in common; with a condition, no two of the rows that meet it. */
export interface UniqueConstraint extends IndexOptions {}

/** What the database checks for every row that is written; a row for which it is unknown because of NULL passes. */
export interface CheckConstraint {
  readonly name: string
  readonly check: RowCondition
}
