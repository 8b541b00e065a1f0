/** True, false, or unknown because of NULL. */
export type Truth = boolean | null

export function not(truth: Truth): Truth {
  return truth === null ? null : !truth
}

export function all(truths: readonly Truth[]): Truth {
  return truths.includes(false) ? false : truths.includes(null) ? null : true
}

export function some(truths: readonly Truth[]): Truth {
  return truths.includes(true) ? true : truths.includes(null) ? null : false
}

/** At least one is true or unknown, and an odd number is true. */
export function odd(truths: readonly Truth[]): Truth {
  return all([some(truths), truths.filter(truth => truth === true).length % 2 === 1])
}

/** The order of two values of one column: numbers, decimals and texts by code point; moments are ISO text. */
export function compare(left: unknown, right: unknown, kind: string): number {
  if (kind === 'char') return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)))
  if (kind === 'date' || kind === 'datetime') return left === right ? 0 : String(left) < String(right) ? -1 : 1
  return Number(left) - Number(right)
}

const FOLDED = new Map([['ß', 'ß']])

/** Upper case, one code point for one. */
function folded(text: unknown): string {
  return [...String(text)].map(char => FOLDED.get(char) ?? char.toUpperCase()).join('')
}

const TEXT_TESTS: Readonly<Record<string, (value: string, part: string) => boolean>> = {
  contains: (value, part) => value.includes(part),
  startswith: (value, part) => value.startsWith(part),
  endswith: (value, part) => value.endsWith(part),
  exact: (value, part) => value === part,
}

/** What a lookup says of a value, in the plainest words. */
export function look(lookup: string, value: unknown, wanted: unknown, kind: string): Truth {
  if (lookup === 'isnull') return (value === null) === wanted
  if (lookup === 'in') return isIn(value, wanted as readonly unknown[], kind)
  if (value === null || wanted === null) return null
  if (lookup === 'range') {
    const [low, high] = wanted as readonly unknown[]
    return compare(value, low, kind) >= 0 && compare(value, high, kind) <= 0
  }
  const text = TEXT_TESTS[lookup.replace(/^i/, '')]
  if (text && (kind === 'char' || lookup !== 'exact')) {
    return lookup.startsWith('i') ? text(folded(value), folded(wanted)) : text(String(value), String(wanted))
  }
  return ordered(lookup, compare(value, wanted, kind))
}

function isIn(value: unknown, list: readonly unknown[], kind: string): Truth {
  const members = list.filter(member => member !== null)
  if (members.length === 0) return false
  return value === null ? null : members.some(member => compare(value, member, kind) === 0)
}

function ordered(lookup: string, order: number): boolean {
  switch (lookup) {
    case 'gt':
      return order > 0
    case 'gte':
      return order >= 0
    case 'lt':
      return order < 0
    case 'lte':
      return order <= 0
    default:
      return order === 0
  }
}

const DAY_MS = 86_400_000

/** A part of a date or moment in UTC. */
export function datePart(part: string, value: unknown): number | null {
  if (value === null) return null
  const date = new Date(String(value))
  const weekDay = date.getUTCDay()
  const thursday = new Date(date.getTime() + (4 - (weekDay || 7)) * DAY_MS)
  const parts: Readonly<Record<string, number>> = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    quarter: Math.ceil((date.getUTCMonth() + 1) / 3),
    weekDay: weekDay + 1,
    isoWeekDay: weekDay || 7,
    isoYear: thursday.getUTCFullYear(),
    week: Math.ceil(((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / DAY_MS + 1) / 7),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  }
  return parts[part] ?? null
}
