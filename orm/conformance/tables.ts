import { atomic, createTables, type Database, type Field, type Meta, type SqlValue } from '../src/index.ts'
import { matches } from './compare.ts'
import type { Json, JsonObject } from './format.ts'
import type { World } from './session.ts'
import { decodeValue } from './values.ts'

/** The automatic join table of a many-to-many relation, as the file names it: `Post.tags`. */
interface JoinTable {
  readonly label: string
  readonly meta: Meta
  readonly from: Field
  readonly to: Field
}

/** A row by attnames in the spelling of the file. */
type Row = Record<string, unknown>

export interface State {
  readonly inserted?: Record<string, Row[]>
  readonly updated?: Record<string, [unknown, Row][]>
  readonly deleted?: Record<string, unknown[]>
  readonly m2m_added?: Record<string, unknown[]>
  readonly m2m_removed?: Record<string, unknown[]>
}

/** The tables of a file in a database: made, filled, read back and compared with the data set. */
export class Tables {
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  get #db(): Database {
    return this.#world.db
  }

  /** Make the tables anew and load the data set in one transaction, since rows may point forward. */
  async reset(): Promise<void> {
    const metas = [...this.#metas(), ...this.#joinTables().map(table => table.meta)]
    const quote = (name: string): string => this.#db.backend.operations.quoteName(name)
    for (const meta of metas.reverse()) await this.#db.execute(`DROP TABLE IF EXISTS ${quote(meta.table)}`)
    await createTables(this.#db, [...this.#world.models.values()])
    await atomic(() => this.#load(), { using: this.#db })
  }

  /** What changed against the data set, empty parts left out. */
  async difference(): Promise<State> {
    const parts: Record<string, Record<string, unknown[]>> = {}
    for (const [name, model] of this.#world.models) await this.#compareModel(name, model.meta, parts)
    for (const table of this.#joinTables()) await this.#compareJoin(table, parts)
    return parts as State // the parts carry the names that State lists
  }

  /** Keys left in each model that lost rows. */
  async remaining(state: State): Promise<Record<string, unknown[]>> {
    const result: Record<string, unknown[]> = {}
    for (const name of Object.keys(state.deleted ?? {})) {
      const meta = this.#world.models.get(name)?.meta
      if (meta) result[name] = (await this.#read(meta)).map(row => row[this.#attname(meta.pk)])
    }
    return result
  }

  async #load(): Promise<void> {
    for (const [name, model] of this.#world.models) {
      for (const row of this.#world.file.data[name] ?? []) await this.#insert(model.meta, model.meta.fields, row)
    }
    for (const table of this.#joinTables()) {
      for (const [from, to] of this.#world.file.m2m[table.label] ?? []) {
        const row = { [this.#attname(table.from)]: from, [this.#attname(table.to)]: to }
        await this.#insert(table.meta, [table.from, table.to], row)
      }
    }
  }

  async #insert(meta: Meta, fields: readonly Field[], row: JsonObject): Promise<void> {
    const { operations } = this.#db.backend
    const present = fields.filter(field => this.#attname(field) in row)
    const columns = present.map(field => operations.quoteName(field.column)).join(', ')
    const places = present.map((_, index) => operations.placeholder(index + 1)).join(', ')
    const params = present.map(field => this.#encode(field, row[this.#attname(field)] ?? null))
    await this.#db.execute(`INSERT INTO ${operations.quoteName(meta.table)} (${columns}) VALUES (${places})`, params)
  }

  #encode(field: Field, json: Json): SqlValue {
    const prepared = field.prepare(decodeValue(json))
    const encode = this.#db.backend.operations.encoder(field.kind)
    return encode && prepared !== null ? encode(prepared) : (prepared as SqlValue) // no encoder: the driver takes it as it is
  }

  async #read(meta: Meta): Promise<Row[]> {
    const { operations } = this.#db.backend
    const columns = meta.fields.map(field => operations.quoteName(field.column)).join(', ')
    const rows = await this.#db.query(`SELECT ${columns} FROM ${operations.quoteName(meta.table)}`)
    return rows.map(values =>
      Object.fromEntries(meta.fields.map((field, i) => [this.#attname(field), this.#decode(field, values[i])])),
    )
  }

  #decode(field: Field, value: unknown): unknown {
    const decode = this.#db.backend.operations.decoder(field.kind)
    return decode && value !== null ? decode(value) : value
  }

  async #compareModel(name: string, meta: Meta, parts: Record<string, Record<string, unknown[]>>): Promise<void> {
    const key = this.#attname(meta.pk)
    const before = new Map((this.#world.file.data[name] ?? []).map(row => [keyText(row[key]), row]))
    for (const row of await this.#read(meta)) {
      const old = before.get(keyText(row[key]))
      before.delete(keyText(row[key]))
      if (!old) add(parts, 'inserted', name, row)
      else {
        const changed = Object.keys(row).filter(attname => !matches(old[attname] ?? null, row[attname]))
        if (changed.length) add(parts, 'updated', name, [row[key], Object.fromEntries(changed.map(a => [a, row[a]]))])
      }
    }
    for (const row of before.values()) add(parts, 'deleted', name, row[key])
  }

  async #compareJoin(table: JoinTable, parts: Record<string, Record<string, unknown[]>>): Promise<void> {
    const before = (this.#world.file.m2m[table.label] ?? []).map(pair => [...pair])
    for (const row of await this.#read(table.meta)) {
      const pair = [row[this.#attname(table.from)], row[this.#attname(table.to)]]
      const found = before.findIndex(old => matches(old, pair))
      if (found >= 0) before.splice(found, 1)
      else add(parts, 'm2m_added', table.label, pair)
    }
    for (const pair of before) add(parts, 'm2m_removed', table.label, pair)
  }

  #metas(): Meta[] {
    return [...this.#world.models.values()].map(model => model.meta)
  }

  #joinTables(): JoinTable[] {
    return [...this.#world.models].flatMap(([name, model]) =>
      model.meta.manyToMany
        .filter(field => this.#isAutomatic(name, field.name))
        .map(field => ({
          label: `${name}.${this.#world.names.toFile(field.name)}`,
          meta: field.sourceField.meta,
          from: field.sourceField,
          to: field.remoteField,
        })),
    )
  }

  #isAutomatic(model: string, field: string): boolean {
    return this.#world.file.models[model]?.fields[this.#world.names.toFile(field)]?.through === undefined
  }

  /** The raw name of a column's value in the file: `author_id` for the foreign key `author`. */
  #attname(field: Field): string {
    const name = this.#world.names.toFile(field.name)
    return field.isRelation ? `${name}_id` : name
  }
}

function keyText(key: unknown): string {
  return typeof key === 'object' && key !== null ? String(Object.values(key)[0]) : String(key)
}

function add(parts: Record<string, Record<string, unknown[]>>, part: string, name: string, item: unknown): void {
  const group = parts[part] ?? {}
  const items = group[name] ?? []
  items.push(item)
  group[name] = items
  parts[part] = group
}
