import type { DatabaseSync } from 'node:sqlite'

/** Count, mean and sum of squared distances from the mean of the values so far (Welford's algorithm). */
interface Spread {
  readonly count: number
  readonly mean: number
  readonly squares: number
}

const NOTHING: Spread = { count: 0, mean: 0, squares: 0 }

function added({ count, mean, squares }: Spread, value: unknown): Spread {
  if (value === null) return { count, mean, squares }
  const distance = Number(value) - mean
  const moved = mean + distance / (count + 1)
  return { count: count + 1, mean: moved, squares: squares + distance * (Number(value) - moved) }
}

/** Take a value out again that has left the frame of a window. */
function removed({ count, mean, squares }: Spread, value: unknown): Spread {
  if (value === null) return { count, mean, squares }
  if (count <= 1) return NOTHING
  const before = mean - (Number(value) - mean) / (count - 1)
  return {
    count: count - 1,
    mean: before,
    squares: Math.max(0, squares - (Number(value) - before) * (Number(value) - mean)),
  }
}

/** Variance of a population, or of a sample, which says nothing about a single value. */
function variance({ count, squares }: Spread, fewer: number): number | null {
  return count > fewer ? squares / (count - fewer) : null
}

function root(value: number | null): number | null {
  return value === null ? null : Math.sqrt(value)
}

const RESULTS: Readonly<Record<string, (spread: Spread) => number | null>> = {
  VAR_POP: spread => variance(spread, 0),
  VAR_SAMP: spread => variance(spread, 1),
  STDDEV_POP: spread => root(variance(spread, 0)),
  STDDEV_SAMP: spread => root(variance(spread, 1)),
}

/** Give a connection the aggregates that SQLite lacks. */
export function defineAggregates(database: DatabaseSync): void {
  for (const [name, result] of Object.entries(RESULTS)) {
    // The type of accumulators says what SQLite stores, the driver takes any value.
    const steps = { start: NOTHING, step: added, inverse: removed, result }
    database.aggregate(name, steps as unknown as Parameters<DatabaseSync['aggregate']>[1])
  }
}
