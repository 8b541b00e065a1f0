import type { Parameters as RunParameters } from 'fast-check'

/**
 * How often a property is tried, and from where: `FUZZ_RUNS=20` multiplies the runs, `FUZZ_SEED` repeats what failed.
 * A failure prints its seed and the smallest input that still fails.
 */
export function runs<T>(count: number): RunParameters<T> {
  const { FUZZ_RUNS = '1', FUZZ_SEED } = process.env
  return { numRuns: count * Number(FUZZ_RUNS), ...(FUZZ_SEED === undefined ? {} : { seed: Number(FUZZ_SEED) }) }
}
