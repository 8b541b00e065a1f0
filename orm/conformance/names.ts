/** Names that belong to neither side's models: parts of dates inside of lookups. */
const PARTS = ['week_day', 'iso_week_day', 'iso_year']

/** Spell a name of Django's in camelCase: `pub_date` → `pubDate`. */
export function camelCase(name: string): string {
  return name.replace(/(?<=[A-Za-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * Turn a Django path into ours, segment by segment: `-author__pub_date__week_day` → `-author__pubDate__weekDay`.
 * Reading results back needs the way home, so each translation is remembered; of two names that would become one
 * (`pub_date` and `pubDate`) the second gets a number.
 */
export class Names {
  readonly #toOurs = new Map<string, string>()
  readonly #toFile = new Map<string, string>()

  constructor() {
    for (const part of PARTS) this.toOurs(part)
  }

  toOurs(path: string): string {
    const [, sign = '', name = ''] = /^([-+?]?)(.*)$/s.exec(path) ?? []
    const segments = name.split('__').map(segment => this.#segment(segment))
    return `${sign}${segments.join('__')}`
  }

  /** Give the Django spelling back; a name that never came in is its own spelling. */
  toFile(ours: string): string {
    return ours
      .split('__')
      .map(segment => this.#toFile.get(segment) ?? segment)
      .join('__')
  }

  /** The raw value of a foreign key has a name of its own, which follows from that of the key. */
  rememberAttname(field: string): void {
    this.#remember(`${field}_id`, `${this.toOurs(field)}Id`)
  }

  #segment(name: string): string {
    const known = this.#toOurs.get(name)
    if (known !== undefined) return known
    const spelled = camelCase(name)
    let ours = spelled
    for (let number = 2; this.#toFile.has(ours); number += 1) ours = `${spelled}${number}`
    this.#remember(name, ours)
    return ours
  }

  #remember(name: string, ours: string): void {
    this.#toOurs.set(name, ours)
    this.#toFile.set(ours, name)
  }
}
