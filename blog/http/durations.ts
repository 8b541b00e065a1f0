import type { Language } from './accept.ts'

const units = [
  ['hour', 3600],
  ['minute', 60],
] as const

/** Say how long a number of seconds is, in the largest unit that fits, never less than it is: `2 分钟`, `2 minutes`. */
export function wordDuration(seconds: number, language: Language): string {
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? (['second', 1] as const)
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' })
  return format.format(Math.ceil(seconds / size))
}
