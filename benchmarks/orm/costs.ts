/** What a library costs besides time per query: its import, and the memory of W8. Each sample is a process of its own. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { median } from '../statistics.ts'
import { type Trial, trials } from './catalog.ts'
import { rivalEnvironment } from './rival-process.ts'

const SAMPLES = 5

export interface Costs {
  /** Milliseconds to import the library, above a bare Node. */
  readonly importMs: number
  /** Kilobytes of heap that 5,000 loaded posts hold. */
  readonly heldKb: number
  /** Megabytes, the most that the process ever used while it loaded them 20 times. */
  readonly peakMb: number
}

/** Measure a rival; `modules` are what an application imports of it. */
export function measureCosts(trial: Trial, url: string, modules: readonly string[]): Costs {
  const imports = Array.from({ length: SAMPLES }, () => sample<number>('import-time.ts', modules))
  const memory = Array.from({ length: SAMPLES }, () =>
    sample<{ heldKb: number; peakMb: number }>('memory.ts', [String(trials.indexOf(trial)), url]),
  )
  return {
    importMs: median(imports),
    heldKb: median(memory.map(({ heldKb }) => heldKb)),
    peakMb: median(memory.map(({ peakMb }) => peakMb)),
  }
}

function sample<T>(script: string, args: readonly string[]): T {
  const file = path.join(import.meta.dirname, 'samples', script)
  return JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', file, ...args], { env: rivalEnvironment(), encoding: 'utf8' }),
  )
}
