/** What is remembered about one subject of a limit. */
export interface Memory {
  readonly count: number
  /** Milliseconds since 1970. */
  readonly mark: number
}

/**
 * What a limit says to an attempt: how long to wait, 0 for not at all and nothing to remember; or what to remember of it
 * and until when. All in milliseconds.
 */
export type Verdict = { readonly wait: number } | { readonly memory: Memory; readonly expiresAt: number }

/** Decides over an attempt from what is remembered of earlier ones; knows neither time nor store. */
export type Policy = (memory: Memory, now: number) => Verdict

/**
 * So many attempts within a window, which trickle back evenly (the "generic cell rate algorithm"): `mark` is the moment
 * at which all of them are available again.
 */
export function steady(max: number, window: number): Policy {
  const interval = window / max
  return ({ count, mark }, now) => {
    const next = Math.max(mark, now) + interval
    const wait = next - now - window
    return wait > 0 ? { wait } : { memory: { count: count + 1, mark: Math.floor(next) }, expiresAt: next }
  }
}

export interface Growth {
  /** Attempts before the first wait. */
  readonly free: number
  /** The first wait, doubled by each further attempt; milliseconds. */
  readonly first: number
  readonly longest: number
  /** How long without attempts until everything is forgotten; milliseconds. */
  readonly memory: number
}

/** Waits that grow with each attempt, until the subject is forgiven: `mark` is the moment before which none is taken. */
export function growing({ free, first, longest, memory }: Growth): Policy {
  return ({ count, mark }, now) => {
    if (mark > now) return { wait: mark - now }
    const over = count + 1 - free
    const wait = over < 0 ? 0 : Math.min(longest, first * 2 ** Math.min(over, 30))
    return { memory: { count: count + 1, mark: now + wait }, expiresAt: now + wait + memory }
  }
}

/** How old a note may become before it is written again; milliseconds. */
const fresh = 86_400_000

/** Remember something for so many milliseconds; never refuses. */
export function noting(duration: number): Policy {
  return ({ count, mark }, now) => {
    if (count > 0 && now - mark < fresh) return { wait: 0 }
    return { memory: { count: 1, mark: now }, expiresAt: now + duration }
  }
}

/** Take only what was noted; remembers nothing. */
export const ifNoted: Policy = ({ count }) => ({ wait: count > 0 ? 0 : 1 })
