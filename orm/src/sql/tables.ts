import type { Meta } from '../meta.ts'

export type JoinType = 'INNER' | 'LEFT OUTER'

/** A table in the FROM clause; `parent` and `type` are null for the first one. */
export interface Join {
  readonly table: string
  readonly alias: string
  readonly parent: string | null
  readonly on: readonly (readonly [parentColumn: string, column: string])[]
  readonly type: JoinType | null
  /** Whether a row of the parent may find no partner here. */
  readonly nullable: boolean
}

/**
 * The tables of a query by alias, in the order in which they were joined, with the number of places that use each.
 * Tables that nobody uses any more stay, so that the next condition finds them, but are left out of the SQL.
 */
export class Tables {
  readonly joins: Map<string, Join>
  readonly #uses: Map<string, number>
  readonly #byTable: Map<string, string[]>
  prefix: string
  /** Prefixes taken by this query and its subqueries. */
  usedPrefixes: ReadonlySet<string>

  constructor(from?: Tables) {
    this.joins = new Map(from?.joins)
    this.#uses = new Map(from ? from.#uses : [])
    this.#byTable = new Map(from ? from.#byTable : [])
    this.prefix = from?.prefix ?? 'T'
    this.usedPrefixes = from?.usedPrefixes ?? new Set(['T'])
  }

  /** Alias of the first table, once there is one. */
  get base(): string | undefined {
    return this.joins.keys().next().value
  }

  get(alias: string): Join {
    const join = this.joins.get(alias)
    if (!join) throw new Error(`The query has no table ${alias}.`)
    return join
  }

  has(alias: string): boolean {
    return this.joins.has(alias)
  }

  isOuter(alias: string): boolean {
    return this.joins.get(alias)?.type === 'LEFT OUTER'
  }

  uses(alias: string): number {
    return this.#uses.get(alias) ?? 0
  }

  snapshot(): Map<string, number> {
    return new Map(this.#uses)
  }

  /** Number of tables in use. */
  get active(): number {
    return [...this.joins.keys()].filter(alias => this.uses(alias) > 0).length
  }

  ref(alias: string): void {
    this.#uses.set(alias, this.uses(alias) + 1)
  }

  unref(alias: string): void {
    this.#uses.set(alias, this.uses(alias) - 1)
  }

  /** Take the first table, adding it when the query has none yet. */
  initial(meta: Meta): string {
    const { base } = this
    if (base === undefined) return this.add(meta.table, null, [], null, false)
    this.ref(base)
    return base
  }

  /** Join a table, or take one that is joined in the same way and may be shared (`reuse` null = any). */
  join(join: Omit<Join, 'alias' | 'type'> & { readonly parent: string }, reuse: ReadonlySet<string> | null): string {
    const same = [...this.joins.values()].filter(
      other => (reuse === null || reuse.has(other.alias)) && isSameJoin(other, join),
    )
    const shared = same.at(-1)
    if (shared) {
      this.ref(shared.alias)
      return shared.alias
    }
    const type = join.nullable || this.isOuter(join.parent) ? 'LEFT OUTER' : 'INNER'
    return this.add(join.table, join.parent, join.on, type, join.nullable)
  }

  private add(table: string, parent: string | null, on: Join['on'], type: JoinType | null, nullable: boolean): string {
    const others = this.#byTable.get(table)
    const alias = others ? this.freeAlias() : table
    this.#byTable.set(table, [...(others ?? []), alias])
    this.joins.set(alias, { table, alias, parent, on, type, nullable })
    this.#uses.set(alias, 1)
    return alias
  }

  private freeAlias(): string {
    let number = this.joins.size + 1
    while (this.joins.has(`${this.prefix}${number}`)) number++
    return `${this.prefix}${number}`
  }

  inner(): Set<string> {
    return new Set([...this.joins.values()].filter(join => join.type === 'INNER').map(join => join.alias))
  }

  /** Make joins outer where that changes anything, and with them the joins that hang on them. */
  promote(aliases: Iterable<string>): void {
    const queue = [...aliases]
    for (let alias = queue.shift(); alias !== undefined; alias = queue.shift()) {
      const join = this.get(alias)
      if (join.type === null || join.type === 'LEFT OUTER') continue
      if (!join.nullable && !(join.parent && this.isOuter(join.parent))) continue
      this.joins.set(alias, { ...join, type: 'LEFT OUTER' })
      for (const child of this.joins.values()) {
        if (child.parent === alias && !queue.includes(child.alias)) queue.push(child.alias)
      }
    }
  }

  /** Make outer joins inner, and with them the joins that they hang on. */
  demote(aliases: Iterable<string>): void {
    const queue = [...aliases]
    for (let alias = queue.shift(); alias !== undefined; alias = queue.shift()) {
      const join = this.get(alias)
      if (join.type !== 'LEFT OUTER') continue
      this.joins.set(alias, { ...join, type: 'INNER' })
      if (join.parent && this.get(join.parent).type === 'INNER') queue.push(join.parent)
    }
  }

  /** Make a joined table the first of the FROM clause. */
  makeBase(alias: string): void {
    const join = this.get(alias)
    this.joins.set(alias, { ...join, parent: null, type: null, on: [] })
  }

  /** Give tables other aliases. */
  relabel(aliases: ReadonlyMap<string, string>): void {
    const renamed = (alias: string): string => aliases.get(alias) ?? alias
    const joins = [...this.joins.values()]
    const uses = new Map(this.#uses)
    this.joins.clear()
    this.#uses.clear()
    for (const join of joins) {
      const alias = renamed(join.alias)
      this.joins.set(alias, { ...join, alias, parent: join.parent && renamed(join.parent) })
      this.#uses.set(alias, uses.get(join.alias) ?? 0)
    }
    for (const [table, list] of this.#byTable) this.#byTable.set(table, list.map(renamed))
  }

  /** Move to a prefix that `other` does not use, and return the new aliases (but for `except`). */
  bumpPrefix(other: Tables, except?: string): Map<string, string> {
    if (this.prefix !== other.prefix) return new Map()
    this.prefix = nextPrefix(this.prefix, this.usedPrefixes, other.usedPrefixes)
    this.usedPrefixes = new Set([...this.usedPrefixes, this.prefix])
    other.usedPrefixes = new Set([...other.usedPrefixes, ...this.usedPrefixes])
    const aliases = [...this.joins.keys()].map((alias, i) => [alias, `${this.prefix}${i}`] as const)
    return new Map(aliases.filter(([alias]) => alias !== except))
  }
}

function isSameJoin(join: Join, other: Pick<Join, 'table' | 'parent' | 'on'>): boolean {
  if (join.table !== other.table || join.parent !== other.parent || join.on.length !== other.on.length) return false
  return join.on.every(([left, right], i) => left === other.on[i]?.[0] && right === other.on[i]?.[1])
}

/** The next letter, then pairs of letters, that nobody took. */
function nextPrefix(prefix: string, ...taken: readonly ReadonlySet<string>[]): string {
  for (let number = prefixNumber(prefix) + 1; ; number++) {
    const candidate = prefixName(number)
    if (taken.every(set => !set.has(candidate))) return candidate
  }
}

function prefixNumber(prefix: string): number {
  return [...prefix].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0)
}

function prefixName(number: number): string {
  let name = ''
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  }
  return name
}
