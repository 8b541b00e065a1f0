/**
 * One rival in a process of its own, so that rivals share neither heap nor compiled code; measures when the parent asks.
 * Arguments: index of the trial in the catalog, URL of its database.
 */
import { performance } from 'node:perf_hooks'
import { trials } from './catalog.ts'
import { openPostgres } from './scratch/postgres.ts'
import { restore, type Scratch } from './scratch/scratch.ts'
import { openSqlite } from './scratch/sqlite.ts'
import type { Open, Session } from './session.ts'
import { workloads } from './workloads/index.ts'
import type { Workload } from './workloads/workload.ts'

export type Request =
  | { readonly kind: 'verify'; readonly workload: string }
  | { readonly kind: 'measure'; readonly workload: string; readonly concurrency: number; readonly milliseconds: number }
  | { readonly kind: 'close' }

export interface Reply {
  readonly error?: string
  readonly operationsPerSecond?: number
}

/** A first measurement runs at least this long before it counts, for the compiler's sake. */
const FIRST_WARM_UP_MS = 400
const WARM_UP_SHARE = 0.25
/** Calls that need a preparation each are few, since most of the time goes into preparing. */
const MOST_PREPARED_CALLS = 40
const LONGEST_ERROR = 300

const [index, url = ''] = process.argv.slice(2)
const trial = trials[Number(index)]
if (!trial) throw new Error(`no trial ${index}`)
const open: Open = (await import(`./rivals/${trial.module}.ts`))[trial.open]
const scratch: Scratch = trial.database === 'sqlite' ? openSqlite(url) : await openPostgres(url)
let session: Session = await open(url)
let turn = 0
/** Calls per millisecond, as measured last; by workload and concurrency. */
const rates = new Map<string, number>()

process.on('message', (request: Request) => {
  answer(request).then(
    reply => process.send?.(reply),
    error => process.send?.({ error: describe(error) }),
  )
})
process.send?.({})

async function answer(request: Request): Promise<Reply> {
  if (request.kind === 'close') return close()
  const workload = workloads.find(({ id }) => id === request.workload)
  if (!workload) return { error: `no workload ${request.workload}` }
  if (request.kind === 'verify') return verify(workload)
  return { operationsPerSecond: 1000 * (await measure(workload, request.concurrency, request.milliseconds)) }
}

/** One line: drivers quote whole statements. */
function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return text.replaceAll(/\s+/g, ' ').slice(0, LONGEST_ERROR)
}

async function verify(workload: Workload): Promise<Reply> {
  await workload.verify(session, scratch)
  if (workload.writes) await restore(scratch)
  return {}
}

async function measure(workload: Workload, concurrency: number, milliseconds: number): Promise<number> {
  const key = `${workload.id}×${concurrency}`
  let rate = rates.get(key)
  if (rate === undefined) rate = await firstRate(workload, concurrency)
  const calls = Math.max(1, Math.round(rate * milliseconds))
  await timeCalls(workload, Math.ceil(calls * WARM_UP_SHARE) + concurrency, concurrency)
  global.gc?.({ type: 'minor' })
  const elapsed = await timeCalls(workload, calls, concurrency)
  rates.set(key, elapsed.calls / elapsed.milliseconds)
  if (workload.writes) await restore(scratch)
  // Give the pool's connections back: the server has fewer than all rivals together would hold.
  if (concurrency > 1) await reopen()
  return elapsed.calls / elapsed.milliseconds
}

/** Call until everything is warm, and tell the rate of the last calls. */
async function firstRate(workload: Workload, concurrency: number): Promise<number> {
  const end = performance.now() + FIRST_WARM_UP_MS
  for (let calls = concurrency; ; calls *= 2) {
    const elapsed = await timeCalls(workload, calls, concurrency)
    if (performance.now() > end) return elapsed.calls / elapsed.milliseconds
  }
}

interface Elapsed {
  readonly calls: number
  readonly milliseconds: number
}

function timeCalls(workload: Workload, calls: number, concurrency: number): Promise<Elapsed> {
  if (workload.prepare) return timePrepared(workload, workload.prepare, Math.min(calls, MOST_PREPARED_CALLS))
  return timeTogether(workload, calls, concurrency)
}

/** Time the calls alone, each after its preparation. */
async function timePrepared(
  workload: Workload,
  prepare: (scratch: Scratch) => Promise<void>,
  calls: number,
): Promise<Elapsed> {
  let milliseconds = 0
  for (let call = 0; call < calls; call++) {
    await prepare(scratch)
    // Otherwise it would be chance in whose call the log, which the preparations fill, is carried into the file.
    await scratch.tidy()
    const start = performance.now()
    await callOnce(workload)
    milliseconds += performance.now() - start
  }
  return { calls, milliseconds }
}

/** Time all calls, so many at once. */
async function timeTogether(workload: Workload, calls: number, concurrency: number): Promise<Elapsed> {
  let left = calls
  const start = performance.now()
  const caller = async () => {
    while (left-- > 0) {
      const result = workload.run(session, turn++)
      if (isPromise(result)) await result
    }
  }
  if (concurrency === 1) await caller()
  else await Promise.all(Array.from({ length: concurrency }, caller))
  return { calls, milliseconds: performance.now() - start }
}

async function callOnce(workload: Workload): Promise<void> {
  const result = workload.run(session, turn++)
  if (isPromise(result)) await result
}

/** A QuerySet or a query builder is one, too: it runs when it is awaited. */
function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

async function reopen(): Promise<void> {
  await session.close()
  session = await open(url)
}

async function close(): Promise<Reply> {
  await session.close()
  await scratch.close()
  setImmediate(() => process.disconnect?.())
  return {}
}
