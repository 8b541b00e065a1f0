import { NotSupportedError, ValueError } from '../errors.ts'
import type { Compiler } from '../sql/compiler.ts'

/** Rows of a frame that do not count: the present one, those that are equal in the order, or only the others of these. */
const EXCLUSIONS = ['CURRENT ROW', 'GROUP', 'TIES'] as const

/** What else a frame says. */
export interface FrameOptions {
  /** `'CURRENT ROW' 'GROUP' 'TIES'`, on SQLite and PostgreSQL. */
  readonly exclude?: (typeof EXCLUSIONS)[number]
}

/** The rows around a row that a window's value is computed of. */
export class WindowFrame {
  /** The frame in SQL, the same on every database. */
  readonly sql: string
  readonly #excludes: boolean

  constructor(unit: 'ROWS' | 'RANGE', start: number | null, end: number | null, { exclude }: FrameOptions) {
    if ((start ?? -Infinity) > (end ?? Infinity)) throw new ValueError('A frame cannot start after its end.')
    if (exclude !== undefined && !EXCLUSIONS.includes(exclude)) {
      throw new ValueError(`A frame excludes one of ${EXCLUSIONS.join(', ')}.`)
    }
    this.#excludes = exclude !== undefined
    this.sql = `${unit} BETWEEN ${bound(start, 'PRECEDING')} AND ${bound(end, 'FOLLOWING')}${exclude ? ` EXCLUDE ${exclude}` : ''}`
  }

  compile(compiler: Compiler): string {
    if (!this.#excludes || compiler.backend.features.supportsFrameExclusion) return this.sql
    throw new NotSupportedError('This database cannot exclude rows from the frame of a window.')
  }
}

function bound(distance: number | null, open: string): string {
  if (distance === null) return `UNBOUNDED ${open}`
  if (distance === 0) return 'CURRENT ROW'
  return `${Math.abs(distance)} ${distance < 0 ? 'PRECEDING' : 'FOLLOWING'}`
}

/** A frame counted in rows: negative before the present one, positive after it, 0 itself, null = to the end. */
export function RowRange(
  start: number | null = null,
  end: number | null = null,
  options: FrameOptions = {},
): WindowFrame {
  for (const distance of [start, end]) {
    if (distance !== null && !Number.isSafeInteger(distance)) throw new ValueError('A frame counts whole rows.')
  }
  return new WindowFrame('ROWS', start, end, options)
}

/**
 * A frame of the rows whose value in the order is at most so far away; 0 = equal, null = to the end. Other distances
 * need an order by one number that is never NULL.
 */
export function ValueRange(
  start: number | null = null,
  end: number | null = null,
  options: FrameOptions = {},
): WindowFrame {
  for (const distance of [start, end]) {
    if (distance !== null && !Number.isFinite(distance)) throw new ValueError('A frame reaches over finite values.')
  }
  return new WindowFrame('RANGE', start, end, options)
}
