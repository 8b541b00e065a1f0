import type { Features } from '../backend.ts'

export const features: Features = {
  supportsReturning: true,
  lastInsertIdIsLast: false,
  supportsArrayParameter: true,
  maxQueryParams: 65535,
  supportsNullsOrdering: false,
  nullsSortLast: false,
  supportsDistinctOn: false,
  supportsSelectForUpdate: true,
  supportsTransactionalDdl: false,
  supportsDeferredConstraints: false,
  supportsIgnoreConflicts: true,
  requiresLimitForOffset: true,
  supportsParenthesesInCompound: true,
  supportsPartialIndexes: false,
  supportsSliceInSubquery: false,
  updateCanSelfSelect: false,
  supportsAnyHaving: false,
  reusesParameters: false,
  knowsTimeZones: false,
}
