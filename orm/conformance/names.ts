/**
 * Turn a Django path into ours, segment by segment: `-author__pub_date__week_day` → `-author__pubDate__weekDay`.
 * Reading results back needs the way home, so each translation is remembered.
 */
export class Names {
  readonly #toFile = new Map<string, string>()

  toOurs(path: string): string {
    const ours = path.replace(/(?<=[A-Za-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    if (ours !== path) this.#toFile.set(ours, path)
    return ours
  }

  /** Give the Django spelling back; a name that never came in is its own spelling. */
  toFile(ours: string): string {
    return this.#toFile.get(ours) ?? ours
  }

  /** Translate the keys of an object, leave its values. */
  keysToOurs<V>(object: Readonly<Record<string, V>>): Record<string, V> {
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [this.toOurs(key), value]))
  }
}
