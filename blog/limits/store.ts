import { createHash } from 'node:crypto'
import { atomic, currentDatabase } from '@inkstone/orm'
import type { Clock } from '../http/context.ts'
import { Tally } from './models.ts'
import type { Memory, Policy } from './policy.ts'

/** What a limit is about: its name, and whom or what it counts. */
export type Subject = readonly [name: string, ...parts: string[]]

/** Remembers attempts, for all processes alike. */
export interface LimitStore {
  /** Count an attempt if the policy takes it, in one step that nothing comes between; the wait in milliseconds, or 0. */
  take(subject: Subject, policy: Policy): Promise<number>
  /** Count several attempts in one go, which is cheaper where the store has transactions. */
  together<T>(work: () => Promise<T>): Promise<T>
  /** Forget what was counted. */
  forgive(...subjects: readonly Subject[]): Promise<void>
  /** Forget what says nothing any more. */
  clean(): Promise<void>
}

const nothing: Memory = { count: 0, mark: 0 }

/** Keeps the tallies in the database. */
export class DatabaseLimits implements LimitStore {
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async take(subject: Subject, policy: Policy): Promise<number> {
    const key = keyOf(subject)
    const now = this.#clock()
    const known = await Tally.objects.filter({ key }).exists()
    const first = known ? undefined : policy(nothing, now)
    if (first && 'wait' in first) return first.wait
    if (!known && locksRows()) await makeRow(key, now)
    return atomic(async () => {
      const row = await locked(key)
      const verdict = policy(row && row.expiresAt.getTime() > now ? memoryOf(row) : nothing, now)
      if ('wait' in verdict) return verdict.wait
      const values = { ...verdict.memory, expiresAt: new Date(verdict.expiresAt) }
      if (row) await Tally.objects.filter({ key }).update(values)
      else await Tally.objects.create({ key, ...values })
      return 0
    })
  }

  together<T>(work: () => Promise<T>): Promise<T> {
    return atomic(work)
  }

  async forgive(...subjects: readonly Subject[]): Promise<void> {
    await Tally.objects.filter({ key__in: subjects.map(keyOf) }).delete()
  }

  async clean(): Promise<void> {
    await Tally.objects.filter({ expiresAt__lt: new Date(this.#clock()) }).delete()
  }
}

function keyOf(subject: Subject): string {
  // JSON keeps the parts apart, whatever is in them.
  return createHash('sha256').update(JSON.stringify(subject)).digest('hex')
}

/** Whether transactions run beside each other, and lock the rows that they are about. SQLite writes one at a time. */
function locksRows(): boolean {
  return currentDatabase().backend.features.supportsSelectForUpdate
}

/** Only a row can be locked; the first attempt of a subject makes it. */
async function makeRow(key: string, now: number): Promise<void> {
  await Tally.objects.bulkCreate([new Tally({ key, expiresAt: new Date(now) })], { ignoreConflicts: true })
}

/** Read a row so that nobody else changes it before this transaction ends. */
async function locked(key: string): Promise<Tally | undefined> {
  const rows = Tally.objects.filter({ key })
  const [row] = await (locksRows() ? rows.selectForUpdate() : rows)
  return row
}

function memoryOf({ count, mark }: Tally): Memory {
  return { count, mark: Number(mark) }
}
