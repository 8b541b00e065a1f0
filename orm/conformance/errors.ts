import * as orm from '../src/index.ts'

type ErrorClass = abstract new (...args: never[]) => Error

/**
 * Our classes that stand for a class of Django or Python. Django 3.2 recorded the vectors: where later versions raise
 * another class (a filter after a slice is a TypeError there), that one counts too.
 */
const EQUIVALENTS: Readonly<Record<string, readonly ErrorClass[]>> = {
  FieldError: [orm.FieldError],
  FieldDoesNotExist: [orm.FieldError],
  AttributeError: [orm.FieldError, TypeError],
  DoesNotExist: [orm.DoesNotExist],
  ObjectDoesNotExist: [orm.DoesNotExist],
  RelatedObjectDoesNotExist: [orm.DoesNotExist],
  MultipleObjectsReturned: [orm.MultipleObjectsReturned],
  IntegrityError: [orm.IntegrityError],
  ProtectedError: [orm.ProtectedError],
  RestrictedError: [orm.RestrictedError],
  DataError: [orm.DataError],
  DatabaseError: [orm.DatabaseError],
  ProgrammingError: [orm.DatabaseError, orm.FieldError],
  OperationalError: [orm.DatabaseError],
  NotSupportedError: [orm.NotSupportedError],
  RuntimeError: [orm.TransactionManagementError],
  TransactionManagementError: [orm.TransactionManagementError],
  ValidationError: [orm.ValidationError],
  ValueError: [orm.ValueError],
  OverflowError: [orm.ValueError, RangeError],
  TypeError: [TypeError, orm.FieldError],
  AssertionError: [TypeError, orm.ValueError, orm.FieldError],
  IndexError: [RangeError],
}

/** Raised by a script's `raise` action. */
export class ScriptError extends Error {}

/** Tell whether an error of ours stands for a class of Django or Python. */
export function isEquivalent(error: unknown, expected: string): boolean {
  if (expected === 'ScriptError') return error instanceof ScriptError
  return (EQUIVALENTS[expected] ?? []).some(candidate => error instanceof candidate)
}
