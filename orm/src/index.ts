/** The public API of the package: what is not named here may change without notice. */

export type { DriverOptions, ExplainOptions, SqlValue, TransactionOptions } from './backends/backend.ts'
export type { FullCleanOptions } from './clean.ts'
export type { CheckConstraint, IndexOptions, RowCondition, UniqueConstraint } from './constraints.ts'
export { currentDatabase, setDefaultDatabase } from './current-database.ts'
export { type ConnectOptions, connect, type Database } from './database.ts'
export { PreciseDate } from './datetime.ts'
export type { DeletionCounts } from './deletion.ts'
export {
  ConflictError,
  DatabaseError,
  DataError,
  DoesNotExist,
  FieldError,
  type FieldProblem,
  IndexError,
  IntegrityError,
  LazyLoadingError,
  MigrationError,
  MultipleObjectsReturned,
  NotSupportedError,
  OperationalError,
  OrmError,
  ProtectedError,
  RestrictedError,
  TransactionManagementError,
  UsageError,
  ValidationError,
  ValueError,
} from './errors.ts'
export {
  type AggregateOptions,
  Avg,
  Count,
  type CountOptions,
  Max,
  Min,
  type SpreadOptions,
  StdDev,
  Sum,
  Variance,
} from './expressions/aggregates.ts'
export { type Literal, Value } from './expressions/combinable.ts'
export { Case, when } from './expressions/conditional.ts'
export { Expression } from './expressions/expression.ts'
export { Func, func } from './expressions/func.ts'
export {
  Abs,
  Cast,
  Coalesce,
  Concat,
  Greatest,
  Least,
  Left,
  Length,
  Lower,
  Now,
  NullIf,
  Repeat,
  Replace,
  Right,
  StrIndex,
  Substr,
  Trim,
  Upper,
} from './expressions/functions.ts'
export { JSONObject, JsonNull } from './expressions/json.ts'
export {
  ACos,
  ASin,
  ATan,
  ATan2,
  Ceil,
  Cos,
  Cot,
  Degrees,
  Exp,
  Floor,
  Ln,
  Log,
  Mod,
  Pi,
  Power,
  Radians,
  Round,
  Sign,
  Sin,
  Sqrt,
  Tan,
} from './expressions/math-functions.ts'
export { OrderBy, Random } from './expressions/order-by.ts'
export { F, OuterRef } from './expressions/references.ts'
export { Exists, Subquery } from './expressions/subquery.ts'
export { Extract, type ExtractPart, Trunc, type TruncPart } from './expressions/temporal.ts'
export {
  Chr,
  Collate,
  LPad,
  LTrim,
  MD5,
  Ord,
  Reverse,
  RPad,
  RTrim,
  SHA224,
  SHA256,
  SHA384,
  SHA512,
} from './expressions/text-functions.ts'
export { Window, type WindowOptions } from './expressions/window.ts'
export { type FrameOptions, RowRange, ValueRange, type WindowFrame } from './expressions/window-frame.ts'
export {
  CumeDist,
  DenseRank,
  FirstValue,
  Lag,
  LastValue,
  Lead,
  NthValue,
  Ntile,
  PercentRank,
  Rank,
  RowNumber,
  type WindowFunction,
} from './expressions/window-functions.ts'
export {
  auto,
  bigAuto,
  bigInteger,
  binary,
  boolean,
  type CharOptions,
  char,
  date,
  datetime,
  decimal,
  email,
  float,
  foreignKey,
  integer,
  json,
  manyToMany,
  oneToOne,
  positiveInteger,
  slug,
  smallInteger,
  text,
  time,
  url,
  uuid,
} from './fields/factories.ts'
export { Field, type FieldKind, type FieldOptions } from './fields/field.ts'
export type { ForeignKeyOptions, OnDelete, ReverseOptions } from './fields/foreign-key.ts'
export type { ManyToManyOptions } from './fields/many-to-many.ts'
export type { DecimalOptions } from './fields/number.ts'
export type { TemporalOptions } from './fields/temporal.ts'
export type { TextOptions } from './fields/text.ts'
export { forbidLazyLoading } from './lazy-loading.ts'
export { captureQueries, formatStatement, type StatementEvent, type StatementLogger } from './logging.ts'
export { Lookup } from './lookups/lookup.ts'
export { registerLookup, registerTransform } from './lookups/registry.ts'
export { type Manager, manager } from './manager.ts'
export type { Hop, Meta, ModelOptions, Relation } from './meta.ts'
export { createTables } from './migrations/create-tables.ts'
export { resetSequences } from './migrations/reset-sequences.ts'
export { Model, type ModelBaseClass, model } from './model.ts'
export { Prefetch, type PrefetchLookup } from './prefetch.ts'
export { Q } from './q.ts'
export type { BulkCreateOptions } from './queryset/bulk-create.ts'
export type { DateKind, DatetimeKind, LockOptions } from './queryset/refinement.ts'
export { QuerySet } from './queryset.ts'
export type { RawOptions, RawQuerySet } from './raw/raw-queryset.ts'
export { type SqlInput, type SqlText, sql } from './raw/sql-text.ts'
export { type RetryOptions, retrying } from './retrying.ts'
export type { SaveOptions } from './save.ts'
export {
  type DeleteEvent,
  type ManyToManyEvent,
  m2mChanged,
  postDelete,
  postSave,
  preDelete,
  preSave,
  type SavedEvent,
  type SaveEvent,
  Signal,
} from './signals.ts'
export { timeZone, withTimeZone } from './time-zone.ts'
export { type AtomicOptions, atomic, getRollback, onCommit, setRollback } from './transaction.ts'
export type { ExpressionType, Operand, RowSource } from './types/expressions.ts'
export type {
  Field as DeclaredField,
  FieldOf,
  ForeignKeyField as DeclaredForeignKey,
  ForeignKeyOf,
  ManyToManyField as DeclaredManyToMany,
} from './types/fields.ts'
export type {
  AnyLookups,
  DateTimeTransforms,
  DateTransforms,
  NumberTransforms,
  OrderedLookups,
  RelationLookups,
  TextLookups,
  TextTransforms,
  TimeTransforms,
} from './types/lookups.ts'
export type { Queried } from './types/queried.ts'
export type { Lazy, Loaded, Related, RelatedOne } from './types/relations.ts'
export type { CreateInput, ModelClass, PrimaryKey, Row, UpdateInput } from './types/rows.ts'
export type { AnnotationValues, ValuesRow, ValuesTuple } from './types/values.ts'
export { matches, maxValue, minLength, minValue, type Validator } from './validation.ts'
