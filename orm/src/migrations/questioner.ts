import type { MaybePromise, SqlValue } from '../backends/backend.ts'
import { MigrationError } from '../errors.ts'
import type { FieldState } from './state.ts'

/** What cannot be known by comparing: asked of the person who makes the migration. */
export interface Questioner {
  /** Is the model that appeared the one that disappeared, renamed? */
  isModelRenamed(from: string, to: string): MaybePromise<boolean>
  /** Is the field that appeared the one that disappeared, renamed? */
  isFieldRenamed(model: string, from: string, to: string): MaybePromise<boolean>
  /** Which value do rows that are there get in a field that may not be NULL and has no default? */
  valueForRows(model: string, name: string, field: FieldState): MaybePromise<SqlValue>
}

/** Answers for programs that cannot ask: nothing was renamed, and a value for rows must come from a default. */
export const UNATTENDED: Questioner = {
  isModelRenamed: () => false,
  isFieldRenamed: () => false,
  valueForRows(model, name) {
    throw new MigrationError(
      `Field ${name} of ${model} may not be NULL and has no default: give it one, allow NULL, or answer which value existing rows get`,
    )
  },
}
