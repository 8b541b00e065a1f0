import type { SqlValue } from '../backends/backend.ts'
import type { Field, Meta, Relation } from '../meta.ts'

/** Where a parameter comes from: `args[index]` put through `convert`; index -1 is computed at execution (time zone …). */
export interface Slot {
  readonly index: number
  readonly convert: (value: unknown) => SqlValue
}

/** One selected column: its name in `values()`, and the conversion from the driver's value (null = none). */
export interface OutColumn {
  readonly name: string
  readonly decode: ((value: unknown) => unknown) | null
}

/** How a run of columns becomes an instance; `related` are the instances that selectRelated loads with it. */
export interface ModelPlan {
  readonly meta: Meta
  /** Position of the first column; the fields follow each other. */
  readonly start: number
  /** Loaded fields in the order of the columns. */
  readonly fields: readonly Field[]
  /** Concrete fields that are not loaded. */
  readonly deferred: readonly Field[]
  readonly related: readonly RelatedPlan[]
}

/** A related instance inside a row: absent when the column at `pkPosition` is null. */
export interface RelatedPlan extends ModelPlan {
  readonly relation: Relation
  readonly pkPosition: number
}

/** What the rows of a SELECT mean. `model` is null for `values()` and `valuesList()`. */
export interface RowPlan {
  readonly columns: readonly OutColumn[]
  readonly model: ModelPlan | null
  /** Annotations to set on instances: name and position. */
  readonly annotations: readonly { readonly name: string; readonly position: number }[]
}

/** A statement with places for arguments; made once for a shape and back end, bound many times. */
export interface Compiled {
  readonly sql: string
  readonly slots: readonly Slot[]
  /** The time zone that is written into the statement, where it could not be a parameter. */
  readonly timeZone?: string | undefined
  /** No row can match: nothing has to be sent. Aggregates answer with `emptyRow` then. */
  readonly empty: boolean
  readonly emptyRow: readonly unknown[] | null
  readonly rows: RowPlan
}

/** Parameters of a statement for these arguments. */
export function bindSlots(compiled: Compiled, args: readonly unknown[]): SqlValue[] {
  const { slots } = compiled
  const params = new Array<SqlValue>(slots.length)
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] as Slot // i is below the length
    params[i] = slot.convert(slot.index < 0 ? undefined : args[slot.index])
  }
  return params
}
