import type { Features } from '../backend.ts'

export const features: Features = {
  supportsReturning: true,
  lastInsertIdIsLast: false,
  supportsArrayParameter: true,
  maxQueryParams: 65535,
  supportsNullsOrdering: true,
  nullsSortLast: true,
  supportsDistinctOn: true,
  supportsSelectForUpdate: true,
  supportsTransactionalDdl: true,
  supportsDeferredConstraints: true,
  supportsPartialIndexes: true,
  supportsIgnoreConflicts: true,
  requiresLimitForOffset: false,
  supportsParenthesesInCompound: true,
  supportsSliceInSubquery: true,
  updateCanSelfSelect: true,
  supportsAnyHaving: true,
  reusesParameters: true,
  knowsTimeZones: true,
}
