import type { Features } from '../backend.ts'

export const features: Features = {
  supportsReturning: false,
  lastInsertIdIsLast: true,
  supportsArrayParameter: true,
  maxQueryParams: 32766,
  supportsNullsOrdering: true,
  nullsSortLast: false,
  supportsDistinctOn: false,
  supportsSelectForUpdate: false,
  supportsTransactionalDdl: true,
  supportsDeferredConstraints: true,
  supportsPartialIndexes: true,
  supportsIgnoreConflicts: true,
  requiresLimitForOffset: true,
  supportsParenthesesInCompound: false,
  supportsSliceInSubquery: true,
  updateCanSelfSelect: true,
  supportsAnyHaving: true,
  reusesParameters: false,
  knowsTimeZones: true,
}
