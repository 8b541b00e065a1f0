import type { Trial } from './catalog.ts'
import type { Settings } from './options.ts'
import type { RivalProcess } from './rival-process.ts'
import type { Workload } from './workloads/workload.ts'

/** A column of the table: a workload with so many calls at once. */
export interface Column {
  readonly workload: Workload
  readonly concurrency: number
}

/** Operations per second of every round; round n of every trial ran at nearly the same time. */
export type Rounds = ReadonlyMap<Trial, readonly number[]>

export type Measurements = ReadonlyMap<Column, Rounds>

/** The columns to measure; several calls at once only where the database is reached over a wire. */
export function columnsOf(workloads: readonly Workload[], overWire: boolean): Column[] {
  return workloads.flatMap(workload =>
    workload.concurrency
      .filter(concurrency => overWire || concurrency === 1)
      .map(concurrency => ({ workload, concurrency })),
  )
}

/** Rivals that gave the expected answers, by workload; the others' failures are told. */
export async function verifyAll(
  rivals: readonly RivalProcess[],
  workloads: readonly Workload[],
): Promise<Map<Workload, RivalProcess[]>> {
  const sound = new Map<Workload, RivalProcess[]>()
  for (const workload of workloads) {
    const passed: RivalProcess[] = []
    for (const rival of rivals) if (await passes(rival, workload)) passed.push(rival)
    sound.set(workload, passed)
  }
  return sound
}

async function passes(rival: RivalProcess, workload: Workload): Promise<boolean> {
  try {
    await rival.verify(workload.id)
    return true
  } catch (error) {
    console.error(`${workload.id} not measured for ${error instanceof Error ? error.message : error}`)
    return false
  }
}

/** Measure one column: in every round each rival once, in an order that rotates, so that noise meets all alike. */
export async function measureColumn(
  column: Column,
  rivals: readonly RivalProcess[],
  settings: Settings,
): Promise<Rounds> {
  const rounds = new Map<Trial, number[]>(rivals.map(rival => [rival.trial, []]))
  for (let round = 0; round <= settings.rounds; round++) {
    const first = round % rivals.length
    for (const rival of [...rivals.slice(first), ...rivals.slice(0, first)]) {
      const rate = await rival.measure(column.workload.id, column.concurrency, settings.milliseconds)
      if (round > 0) rounds.get(rival.trial)?.push(rate) // round 0 warms up
    }
  }
  return rounds
}
