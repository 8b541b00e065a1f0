import { Field, type Meta } from '../src/meta.ts'
import type { Relation } from '../src/relation.ts'
import type { Row, World } from './data.ts'
import { MODELS, type ModelName } from './models.ts'

/** One row of the join: the row that is asked for, and one row (or none) for every relation to many that was joined. */
export interface Combination {
  readonly base: Row
  readonly joined: ReadonlyMap<number, Row | null>
}

/** Where a path ends: a way to find its row in a combination. */
export interface Place {
  readonly id: string
  readonly meta: Meta
  row(of: Combination): Row | null
}

/** The end of a path that was followed, and what is left of it behind the column. */
export interface Followed {
  readonly place: Place
  /** The column, or undefined where the path ends at an object. */
  readonly field: Field | undefined
  readonly rest: readonly string[]
  /** Whether a relation to many was crossed. */
  readonly many: boolean
  /** The models that relations led to. */
  readonly through: readonly Meta[]
}

/** The joins of a query, made one after the other; each multiplies the combinations. */
export class Joins {
  readonly world: World
  readonly base: Place
  combinations: readonly Combination[]
  #joins: { readonly from: Place; readonly relation: Relation }[] = []
  /** Joins by where they start and what they follow; the last one is shared. */
  readonly #known = new Map<string, number>()

  constructor(world: World, model: ModelName) {
    this.world = world
    this.base = { id: 'base', meta: MODELS[model].meta, row: ({ base }) => base }
    this.combinations = world[model].map(base => ({ base, joined: new Map() }))
  }

  /** Follow names from the base. `reuse` holds the joins that may be shared; null = all. */
  follow(names: readonly string[], reuse: Set<number> | null): Followed {
    let place = this.base
    let many = false
    const through: Meta[] = []
    for (const [i, name] of names.entries()) {
      const found = place.meta.names.get(name)
      if (!found) return { place, field: undefined, rest: names.slice(i), many, through }
      if (found instanceof Field) return { place, field: found, rest: names.slice(i + 1), many, through }
      place = found.multiple ? this.#join(place, found, reuse) : this.#single(place, found)
      many ||= found.multiple
      through.push(found.to)
    }
    return { place, field: undefined, rest: [], many, through }
  }

  /** All rows at the end of a path from one row, each with none where a relation is empty. */
  ends(row: Row, names: readonly string[]): (Row | null)[] {
    let rows: (Row | null)[] = [row]
    let { meta } = this.base
    for (const name of names) {
      const relation = meta.names.get(name)
      if (!relation || relation instanceof Field) break
      rows = rows.flatMap(each => this.#relatedOrNull(each, relation))
      meta = relation.to
    }
    return rows
  }

  #single(from: Place, relation: Relation): Place {
    const row = (of: Combination) => this.#related(from.row(of), relation)[0] ?? null
    return { id: `${from.id}.${relation.name}`, meta: relation.to, row }
  }

  #join(from: Place, relation: Relation, reuse: Set<number> | null): Place {
    const key = `${from.id}.${relation.name}`
    const known = this.#known.get(key)
    const shared = known !== undefined && (reuse === null || reuse.has(known))
    const number = shared ? known : this.#multiply(key, from, relation)
    reuse?.add(number)
    return { id: `#${number}`, meta: relation.to, row: ({ joined }) => joined.get(number) ?? null }
  }

  #multiply(key: string, from: Place, relation: Relation): number {
    const number = this.#joins.push({ from, relation })
    this.#known.set(key, number)
    this.combinations = this.combinations.flatMap(of =>
      this.#relatedOrNull(from.row(of), relation).map(row => ({ ...of, joined: new Map(of.joined).set(number, row) })),
    )
    return number
  }

  #relatedOrNull(row: Row | null, relation: Relation): (Row | null)[] {
    const rows = this.#related(row, relation)
    return rows.length ? rows : [null]
  }

  #related(row: Row | null, relation: Relation): Row[] {
    if (row === null) return []
    const to = this.#rowsOf(relation.to)
    const { attname } = relation.field
    if (relation.kind === 'manyToMany') return this.#linked(row, relation, to)
    if (relation.direction === 'forward') return to.filter(other => other[relation.to.pk.attname] === row[attname])
    return to.filter(other => other[attname] === row[relation.from.pk.attname])
  }

  #linked(row: Row, relation: Relation, to: readonly Row[]): Row[] {
    const forward = relation.to === MODELS.Tag.meta
    const ids = this.world.links
      .filter(link => (forward ? link.book : link.tag) === row.id)
      .map(link => (forward ? link.tag : link.book))
    return to.filter(other => ids.includes(other.id as number)) // keys are numbers
  }

  #rowsOf(meta: Meta): readonly Row[] {
    const [name] = (Object.keys(MODELS) as ModelName[]).filter(model => MODELS[model].meta === meta)
    return name ? this.world[name] : []
  }
}
