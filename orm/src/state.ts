import type { Database } from './database.ts'
import type { Model } from './model.ts'

/** Related objects that an instance holds, by relation name; null = known to be none. */
export type RelatedCache = Map<string, unknown>

/** What the instances of one result have in common. */
export class Origin {
  readonly db: Database
  /** All of them: relations are loaded for all of them at once. */
  readonly siblings: readonly Model[]

  constructor(db: Database, siblings: readonly Model[]) {
    this.db = db
    this.siblings = siblings
  }
}

/** What the package knows about an instance beside its values. */
export class ModelState {
  /** Whether the row is still to be inserted. */
  adding: boolean
  db: Database | undefined
  /** The rows that came with this one: relations are loaded for all of them at once. */
  siblings: readonly Model[] | undefined
  #relations: RelatedCache | undefined
  #unsaved: Set<string> | undefined

  constructor(adding: boolean, db?: Database, siblings?: readonly Model[]) {
    this.adding = adding
    this.db = db
    this.siblings = siblings
    this.#relations = undefined
    this.#unsaved = undefined
  }

  /** Related objects by relation name; made at first use, since most rows never need it. */
  get relations(): RelatedCache {
    this.#relations ??= new Map()
    return this.#relations
  }

  /** The related object if it is known: null when there is none, undefined when it was not loaded. */
  cached(name: string): unknown {
    return this.#relations?.get(name)
  }

  /** Note a related object; `unsaved` = it had no key when it was assigned. */
  remember(name: string, value: unknown, unsaved = false): void {
    this.relations.set(name, value)
    if (unsaved) this.#unsaved = (this.#unsaved ?? new Set()).add(name)
    else this.#unsaved?.delete(name)
  }

  /** Whether the related object had no key when it was assigned. */
  isUnsaved(name: string): boolean {
    return this.#unsaved?.has(name) ?? false
  }

  forget(name: string): void {
    this.#relations?.delete(name)
  }

  get cachedNames(): readonly string[] {
    return this.#relations ? [...this.#relations.keys()] : []
  }
}
