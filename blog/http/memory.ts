/** Remembers values by text, up to a total weight: what nobody has asked for the longest is forgotten first. */
export class Memory<V> {
  readonly #capacity: number
  /** In the order in which they were asked for, as a Map keeps it. */
  readonly #entries = new Map<string, { readonly value: V; readonly weight: number }>()
  #weight = 0
  /** What was asked for last: asking for it again changes no order. */
  #newest: string | undefined

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (key === this.#newest) return entry.value
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    this.#newest = key
    return entry.value
  }

  set(key: string, value: V, weight = 1): void {
    this.delete(key)
    if (weight > this.#capacity) return
    this.#entries.set(key, { value, weight })
    this.#newest = key
    this.#weight += weight
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#capacity) return
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0
    this.#entries.delete(key)
  }
}

/** Remember what a function makes of texts that come again and again, such as a browser's headers. */
export function remembering<V extends {}>(capacity: number, work: (text: string) => V): (text: string) => V {
  const memory = new Memory<V>(capacity)
  return text => {
    const known = memory.get(text)
    if (known !== undefined) return known
    const value = work(text)
    memory.set(text, value, text.length + 1)
    return value
  }
}
