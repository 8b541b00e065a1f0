import { AtomicBlock, type CommitHook } from './atomic-block.ts'
import { ISOLATION_LEVELS, type TransactionOptions } from './backends/backend.ts'
import { scopes, withScope } from './context.ts'
import { currentDatabase } from './current-database.ts'
import type { Database } from './database.ts'
import { TransactionManagementError, UsageError } from './errors.ts'

/** How an atomic block behaves; `isolation` and `readOnly` count for the outermost one. */
export interface AtomicOptions extends TransactionOptions {
  /** The database; the current one when left out. */
  readonly using?: Database
  /** Refuse to run inside another atomic block, so that leaving this one means committed. */
  readonly durable?: boolean
  /** `false`: a nested block makes no savepoint; an error in it rolls back the block around it. */
  readonly savepoint?: boolean
}

/**
 * Run `fn` in a transaction: committed when it returns, rolled back when it throws. A block inside a block is a savepoint.
 * Only the asynchronous flow of `fn` is inside. After an error of the database no query is accepted until the block ends.
 */
export async function atomic<T>(fn: () => T | Promise<T>, options: AtomicOptions = {}): Promise<T> {
  const database = options.using ?? currentDatabase()
  const outer = blockOf(database)
  const { isolation } = options
  if (isolation !== undefined && !ISOLATION_LEVELS.includes(isolation)) {
    throw new UsageError(`A level of isolation is one of ${ISOLATION_LEVELS.join(', ')}.`)
  }
  if (outer === undefined) return runOutermost(database, fn, options)
  if (options.durable) {
    throw new TransactionManagementError('A durable atomic block cannot be nested within another atomic block.')
  }
  return outer.alone(() => runNested(outer, fn, options))
}

/** Run `fn` after the outermost block has committed, at once where there is none; never when its block is rolled back. */
export function onCommit(fn: () => unknown, options: { using?: Database; robust?: boolean } = {}): unknown {
  const database = options.using ?? currentDatabase()
  const hook = { run: fn, robust: options.robust ?? false }
  const block = blockOf(database)
  if (block === undefined) return runHook(database, hook)
  block.addHook(hook)
}

/** Make the innermost block roll back at its end, though no error leaves it; `false` takes that back. */
export function setRollback(rollback: boolean, using: Database = currentDatabase()): void {
  requireBlock(using).needsRollback = rollback
}

/** Tell whether the innermost block will roll back at its end. */
export function getRollback(using: Database = currentDatabase()): boolean {
  return requireBlock(using).needsRollback
}

/** Errors that were thrown after a commit, by hooks. */
const fromHooks = new WeakSet<Error>()

/** Whether an error that left an atomic block came after its commit, so that the work of the block is done. */
export function isAfterCommit(error: Error): boolean {
  return fromHooks.has(error)
}

/** The innermost atomic block of the running flow on this database. */
export function blockOf(database: Database): AtomicBlock | undefined {
  let block = scopes.getStore()?.block
  while (block !== undefined && block.database !== database) block = block.enclosing
  return block
}

function requireBlock(database: Database): AtomicBlock {
  const block = blockOf(database)
  if (block === undefined) {
    throw new TransactionManagementError("The rollback flag doesn't work outside of an 'atomic' block.")
  }
  return block
}

async function runOutermost<T>(database: Database, fn: () => T | Promise<T>, options: AtomicOptions): Promise<T> {
  const block = await AtomicBlock.begin(database, scopes.getStore()?.block, options)
  let result: T
  try {
    result = await withScope({ block }, fn)
    block.assertQuiet()
  } catch (error) {
    await block.rollback()
    throw error
  }
  if (block.needsRollback) {
    await block.rollback()
    return result
  }
  await block.commit()
  for (const hook of block.hooks) await runHook(database, hook)
  return result
}

async function runNested<T>(outer: AtomicBlock, fn: () => T | Promise<T>, options: AtomicOptions): Promise<T> {
  const block = await outer.nest(options.savepoint ?? true, scopes.getStore()?.block)
  let result: T
  try {
    result = await withScope({ block }, fn)
    block.assertQuiet()
  } catch (error) {
    await block.rollback()
    throw error
  }
  if (block.needsRollback) await block.rollback()
  else await block.commit()
  return result
}

async function runHook(database: Database, hook: CommitHook): Promise<void> {
  try {
    await hook.run()
  } catch (error) {
    if (hook.robust) return database.reportError(error)
    if (error instanceof Error) fromHooks.add(error)
    throw error
  }
}
