import { setTimeout as pause } from 'node:timers/promises'
import { ConflictError, UsageError } from './errors.ts'
import { type AtomicOptions, atomic, isAfterCommit } from './transaction.ts'

/** How often work is tried, and how its transaction behaves. */
export interface RetryOptions extends Omit<AtomicOptions, 'durable' | 'savepoint'> {
  /** How often at most, the first time included; 3 when left out. */
  readonly attempts?: number
}

/** Longest pause before the second attempt, in milliseconds; it doubles with each further one. */
const FIRST_PAUSE = 10

/**
 * Run `fn` in a transaction of its own, and again in a new one when the database ended it because of another transaction
 * (serialization failure, deadlock). What `fn` does outside of the database happens again, too; leave such things to
 * `onCommit`, whose hooks run once. Throws the last ConflictError, and at once every other error.
 */
export async function retrying<T>(fn: () => T | Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { attempts = 3, ...transaction } = options
  if (!Number.isInteger(attempts) || attempts < 1) throw new UsageError(`attempts is a number from 1, not ${attempts}`)
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await atomic(fn, { ...transaction, durable: true })
    } catch (error) {
      if (attempt === attempts || !isPassing(error)) throw error
      // Two that met once would meet again if both waited equally long.
      await pause(Math.random() * FIRST_PAUSE * 2 ** (attempt - 1))
    }
  }
}

/** Whether nothing was committed and another attempt may go well. */
function isPassing(error: unknown): boolean {
  return error instanceof ConflictError && !isAfterCommit(error)
}
