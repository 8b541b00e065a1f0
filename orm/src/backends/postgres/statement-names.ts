/** Statements that get a name: each is parsed and planned once for a session. */
const MOST_NAMES = 1000

/** Long statements, inserts of many rows mostly, take megabytes of a session each, and there is one for every number of rows. */
const LONG = 4000
const MOST_LONG = 8

const SCHEMA_CHANGE = /^\s*(?:CREATE|ALTER|DROP|SET|DECLARE)\b/i

/** Gives the same name to the same statement in all sessions of one pool, and none to what is sent seldom. */
export class StatementNames {
  readonly #names = new Map<string, string>()
  #made = 0
  #long = 0
  #cursors = 0

  /** The name of a statement; undefined where it is not worth one, or when there are too many. */
  of(sql: string): string | undefined {
    const known = this.#names.get(sql)
    if (known !== undefined) return known
    const isLong = sql.length > LONG
    if (this.#names.size >= MOST_NAMES || (isLong && this.#long >= MOST_LONG) || SCHEMA_CHANGE.test(sql))
      return undefined
    if (isLong) this.#long += 1
    this.#made += 1
    const name = `s${this.#made}`
    this.#names.set(sql, name)
    return name
  }

  /** Prepare this statement anew from now on, under another name. */
  forget(sql: string): void {
    if (this.#names.delete(sql) && sql.length > LONG) this.#long -= 1
  }

  /** A name for a cursor that no other one has. */
  cursor(): string {
    this.#cursors += 1
    return `c${this.#cursors}`
  }
}
