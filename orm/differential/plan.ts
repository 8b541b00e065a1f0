import type { ModelName } from './models.ts'

/** A condition as plain data, so that it can be run, printed and made smaller. */
export type Condition =
  | { readonly key: string; readonly value: unknown }
  | { readonly key: string; readonly field: string }
  | { readonly join: 'and' | 'or' | 'xor'; readonly parts: readonly Condition[] }
  | { readonly not: Condition }

export type AggregateName = 'Count' | 'Sum' | 'Min' | 'Max' | 'Avg'

/** One aggregate over a path, perhaps over the rows alone that meet a condition. */
export interface AggregateCall {
  readonly name: string
  readonly aggregate: AggregateName
  readonly path: string
  readonly distinct?: boolean
  readonly filter?: Condition
}

/** One call on a QuerySet. */
export type Step =
  | { readonly do: 'filter' | 'exclude'; readonly condition: Condition }
  | { readonly do: 'annotate'; readonly call: AggregateCall }
  | { readonly do: 'orderBy'; readonly terms: readonly string[] }
  | { readonly do: 'values'; readonly names: readonly string[] }
  | { readonly do: 'slice'; readonly from: number; readonly to: number }
  | { readonly do: 'distinct' | 'reverse' }
  | { readonly do: 'and' | 'or' | 'union' | 'intersection' | 'difference'; readonly steps: readonly Step[] }

/** What the rows are asked for. */
export type End =
  | { readonly do: 'rows' | 'count' | 'exists' }
  | { readonly do: 'aggregate'; readonly call: AggregateCall }

/** A whole query. */
export interface Plan {
  readonly model: ModelName
  readonly steps: readonly Step[]
  readonly end: End
}
