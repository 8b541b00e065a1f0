import { instantOf, momentOf, timeZone } from '../datetime.ts'
import { ValueError } from '../errors.ts'

export type YearBound = 'first' | 'last'

/** The first or last day or moment of a year, in the current time zone; `iso` takes the year of ISO weeks. */
export function yearBound(year: number, kind: string, side: YearBound, iso: boolean): unknown {
  if (!(year >= 1 && year <= 9999)) throw new ValueError(`year ${year} is out of range`)
  const day = iso ? isoDay(year, side) : { year, month: side === 'first' ? 1 : 12, day: side === 'first' ? 1 : 31 }
  if (kind === 'date') return dateText(day)
  const time = side === 'first' ? { hour: 0, minute: 0, second: 0 } : { hour: 23, minute: 59, second: 59 }
  return momentOf(instantOf({ ...day, ...time }, timeZone()), side === 'first' ? 0 : 999999)
}

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Week 1 is the week with 4 January in it; weeks begin on Monday. */
function isoDay(year: number, side: YearBound): Day {
  const january4 = new Date(Date.UTC(2000, 0, 4))
  january4.setUTCFullYear(side === 'first' ? year : year + 1)
  const monday = new Date(january4)
  monday.setUTCDate(january4.getUTCDate() - ((january4.getUTCDay() + 6) % 7) - (side === 'first' ? 0 : 1))
  return { year: monday.getUTCFullYear(), month: monday.getUTCMonth() + 1, day: monday.getUTCDate() }
}

function dateText({ year, month, day }: Day): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
