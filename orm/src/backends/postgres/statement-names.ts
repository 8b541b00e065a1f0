/** Statements that get a name: each is parsed and planned once for a session. */
const MOST_NAMES = 1000
const SCHEMA_CHANGE = /^\s*(?:CREATE|ALTER|DROP|SET|DECLARE)\b/i

/** Gives the same name to the same statement in all sessions of one pool, and none to what is sent seldom. */
export class StatementNames {
  readonly #names = new Map<string, string>()
  #made = 0
  #cursors = 0

  /** The name of a statement; undefined where it is not worth one, or when there are too many. */
  of(sql: string): string | undefined {
    const known = this.#names.get(sql)
    if (known !== undefined) return known
    if (this.#names.size >= MOST_NAMES || SCHEMA_CHANGE.test(sql)) return undefined
    this.#made += 1
    const name = `s${this.#made}`
    this.#names.set(sql, name)
    return name
  }

  /** Prepare this statement anew from now on, under another name. */
  forget(sql: string): void {
    this.#names.delete(sql)
  }

  /** A name for a cursor that no other one has. */
  cursor(): string {
    this.#cursors += 1
    return `c${this.#cursors}`
  }
}
