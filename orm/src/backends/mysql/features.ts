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
  // MySQL could, MariaDB cannot, and both are reached by the same statements.
  supportsSelectForUpdateOf: false,
  supportsSelectForNoKeyUpdate: false,
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
  supportsDefaultInLag: false,
  supportsFrameExclusion: false,
  knowsTimeZones: false,
}
