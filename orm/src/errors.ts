/** Root of every error that this package throws on its own; `code` is stable and meant for programs, here `ORM_ERROR`. */
export class OrmError extends Error {
  readonly code: string = 'ORM_ERROR'
  override get name(): string {
    return this.constructor.name
  }
}

/** A name in a lookup, an order or a value list that the model does not have. */
export class FieldError extends OrmError {
  override readonly code = 'FIELD_ERROR'
}

/** A value that the field or lookup cannot take, such as text for an integer (Django: `ValueError`). */
export class ValueError extends OrmError {
  override readonly code = 'VALUE_ERROR'
}

/** A call that makes no sense where it stands, such as a filter after a slice (Django: `TypeError`). */
export class UsageError extends TypeError {
  readonly code = 'USAGE_ERROR'
  override get name(): string {
    return 'UsageError'
  }
}

/** A position in a QuerySet where no row is (Django: `IndexError`). */
export class IndexError extends RangeError {
  readonly code = 'INDEX_ERROR'
  override get name(): string {
    return 'IndexError'
  }
}

/** A feature that the connected database does not have. */
export class NotSupportedError extends OrmError {
  override readonly code = 'NOT_SUPPORTED'
}

/** `get()` found no row. Every model has its own subclass, `User.DoesNotExist`. */
export class DoesNotExist extends OrmError {
  override readonly code = 'DOES_NOT_EXIST'
}

/** `get()` found more than one row. Every model has its own subclass, `User.MultipleObjectsReturned`. */
export class MultipleObjectsReturned extends OrmError {
  override readonly code = 'MULTIPLE_OBJECTS_RETURNED'
}

/** One reason why a value was refused: a stable code and a sentence, with the numbers that the sentence needs. */
export interface FieldProblem {
  readonly code: string
  readonly message: string
  readonly params?: Readonly<Record<string, unknown>>
}

/** Values that a model refuses; `fields` maps property names to the reasons, `''` holds those of the whole object. */
export class ValidationError extends OrmError {
  override readonly code = 'VALIDATION_ERROR'
  readonly fields: Readonly<Record<string, readonly FieldProblem[]>>
  constructor(fields: Readonly<Record<string, readonly FieldProblem[]>>, options?: ErrorOptions) {
    const lines = Object.entries(fields).flatMap(([name, problems]) =>
      problems.map(problem => (name ? `${name}: ${problem.message}` : problem.message)),
    )
    super(lines.join('\n'), options)
    this.fields = fields
  }
}

/** Anything that the database itself reported, `DATABASE_ERROR`; the driver's error is the `cause`. */
export class DatabaseError extends OrmError {
  override readonly code: string = 'DATABASE_ERROR'
}

/** A constraint refused the write, `INTEGRITY_ERROR`; `constraint` says which kind, as far as the database tells. */
export class IntegrityError extends DatabaseError {
  override readonly code: string = 'INTEGRITY_ERROR'
  readonly constraint: 'unique' | 'foreignKey' | 'notNull' | 'check' | 'unknown'
  constructor(
    message: string,
    options?: ErrorOptions & { constraint?: 'unique' | 'foreignKey' | 'notNull' | 'check' | 'unknown' },
  ) {
    super(message, options)
    this.constraint = options?.constraint ?? 'unknown'
  }
}

/** A value that does not fit its column (too long, out of range). */
export class DataError extends DatabaseError {
  override readonly code = 'DATA_ERROR'
}

/** The database cannot be reached, is busy, full or locked, `OPERATIONAL_ERROR`; trying again later may help. */
export class OperationalError extends DatabaseError {
  override readonly code: string = 'OPERATIONAL_ERROR'
}

/** The database ended a transaction because of another one beside it; the same work may succeed when it is run again. */
export class ConflictError extends OperationalError {
  override readonly code = 'CONFLICT'
}

/** Rows cannot be deleted because PROTECT stands in the way; `protectedObjects` are the rows that stand there. */
export class ProtectedError extends IntegrityError {
  override readonly code = 'PROTECTED'
  readonly protectedObjects: readonly object[]
  constructor(message: string, protectedObjects: readonly object[]) {
    super(message, { constraint: 'foreignKey' })
    this.protectedObjects = protectedObjects
  }
}

/** Rows cannot be deleted because RESTRICT stands in the way and nothing else deletes the restricting rows. */
export class RestrictedError extends IntegrityError {
  override readonly code = 'RESTRICTED'
  readonly restrictedObjects: readonly object[]
  constructor(message: string, restrictedObjects: readonly object[]) {
    super(message, { constraint: 'foreignKey' })
    this.restrictedObjects = restrictedObjects
  }
}

/** A transaction is used in a way that would lose or mix data. */
export class TransactionManagementError extends OrmError {
  override readonly code = 'TRANSACTION_MANAGEMENT'
}

/** A related object is awaited that was not loaded, where lazy loading is switched off. */
export class LazyLoadingError extends OrmError {
  override readonly code = 'LAZY_LOADING'
}

/** Migrations that cannot be applied or undone as asked; the message says which and why. */
export class MigrationError extends OrmError {
  override readonly code = 'MIGRATION'
}
