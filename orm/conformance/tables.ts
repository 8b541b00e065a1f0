import {
  atomic,
  createTables,
  type Database,
  type Field,
  type Meta,
  resetSequences,
  type SqlValue,
  type StatementEvent,
} from '../src/index.ts'
import { isStored, matches } from './compare.ts'
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

/** A statement that loads rows of the data set. */
interface Insert {
  readonly meta: Meta
  readonly sql: string
  readonly params: readonly SqlValue[]
}

/** The quoted names of the tables that a statement writes. */
const WRITTEN_TABLES = /\b(?:INSERT INTO|UPDATE|DELETE FROM) (("|`)(?:(?!\2).|\2\2)+\2)/g

/** Few enough for the parameters of one statement on every database. */
const ROWS_PER_INSERT = 50

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
  #inserts: readonly Insert[] | undefined
  #made = false

  constructor(world: World) {
    this.#world = world
  }

  get #db(): Database {
    return this.#world.db
  }

  /** Put back the tables that these statements wrote. */
  async restore(events: readonly StatementEvent[]): Promise<void> {
    const { quoteName } = this.#db.backend.operations
    const written = new Set(events.flatMap(({ sql }) => [...sql.matchAll(WRITTEN_TABLES)].map(([, table]) => table)))
    const metas = this.#allMetas().filter(meta => written.has(quoteName(meta.table)))
    if (metas.length > 0) await this.#put(metas)
  }

  /** Put the data set into the database as if it were new, automatic keys included. */
  async reset(): Promise<void> {
    if (this.#made) await this.#put(this.#allMetas())
    else await this.#make()
  }

  async #put(metas: readonly Meta[]): Promise<void> {
    if (this.#canRewind) await atomic(() => this.#reload(metas), { using: this.#db, rowsInAnyOrder: true })
    else await this.#make()
  }

  async #make(): Promise<void> {
    await this.drop()
    await createTables(this.#db, [...this.#world.models.values()])
    await atomic(() => this.#load(this.#allMetas()), { using: this.#db, rowsInAnyOrder: true })
    this.#made = true
  }

  /** Whether automatic keys can be put back without making the table anew. */
  get #canRewind(): boolean {
    const editor = this.#db.backend.schemaEditor(() => [])
    return editor.resetSequenceSql('any', 'id').length > 0
  }

  async #reload(metas: readonly Meta[]): Promise<void> {
    const { quoteName } = this.#db.backend.operations
    for (const meta of metas) await this.#db.execute(`DELETE FROM ${quoteName(meta.table)}`)
    await this.#load(metas)
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

  /** Leave nothing behind: tables of another file may have the names of those that these point at. */
  async drop(): Promise<void> {
    const { name, operations } = this.#db.backend
    // Tables may point at each other in a circle: PostgreSQL drops the references then, MySQL does not look, SQLite never minds.
    const references = name === 'sqlite' ? '' : ' CASCADE'
    const run = async () => {
      for (const { table } of dependentsFirst(this.#allMetas()))
        await this.#db.execute(`DROP TABLE IF EXISTS ${operations.quoteName(table)}${references}`)
    }
    await atomic(run, { using: this.#db, schemaChange: true, rowsInAnyOrder: true })
  }

  async #load(metas: readonly Meta[]): Promise<void> {
    this.#inserts ??= this.#insertStatements()
    for (const { meta, sql, params } of this.#inserts) if (metas.includes(meta)) await this.#db.execute(sql, params)
    await resetSequences(this.#db, metas)
  }

  #insertStatements(): Insert[] {
    const { file, models } = this.#world
    const rows = [...models].flatMap(([name, { meta }]) => this.#insertsInto(meta, meta.fields, file.data[name] ?? []))
    const pairs = this.#joinTables().flatMap(({ label, meta, from, to }) => {
      const [fromName, toName] = [this.#attname(from), this.#attname(to)]
      const joined = (file.m2m[label] ?? []).map(([one, other]) => ({ [fromName]: one, [toName]: other }))
      return this.#insertsInto(meta, [from, to], joined)
    })
    return [...rows, ...pairs]
  }

  /** Statements of many rows each; rows that name the same columns go together. */
  #insertsInto(meta: Meta, fields: readonly Field[], rows: readonly JsonObject[]): Insert[] {
    const groups = Map.groupBy(rows, row => fields.filter(field => this.#attname(field) in row).join())
    return [...groups.values()].flatMap(group => {
      const present = fields.filter(field => this.#attname(field) in (group[0] as JsonObject)) // a group has a first row
      return chunks(group, ROWS_PER_INSERT).map(chunk => this.#insert(meta, present, chunk))
    })
  }

  #insert(meta: Meta, fields: readonly Field[], rows: readonly JsonObject[]): Insert {
    const { operations } = this.#db.backend
    const columns = fields.map(field => operations.quoteName(field.column)).join(', ')
    let position = 0
    const places = rows.map(() => `(${fields.map(() => operations.placeholder(++position)).join(', ')})`).join(', ')
    const params = rows.flatMap(row => fields.map(field => this.#encode(field, row[this.#attname(field)] ?? null)))
    return { meta, sql: `INSERT INTO ${operations.quoteName(meta.table)} (${columns}) VALUES ${places}`, params }
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
        const changed = Object.keys(row).filter(attname => !isStored(old[attname] ?? null, row[attname]))
        if (changed.length) add(parts, 'updated', name, [row[key], Object.fromEntries(changed.map(a => [a, row[a]]))])
      }
    }
    for (const row of before.values()) add(parts, 'deleted', name, decodeValue(row[key] ?? null))
  }

  async #compareJoin(table: JoinTable, parts: Record<string, Record<string, unknown[]>>): Promise<void> {
    const before = (this.#world.file.m2m[table.label] ?? []).map(pair => [...pair])
    for (const row of await this.#read(table.meta)) {
      const pair = [row[this.#attname(table.from)], row[this.#attname(table.to)]]
      const found = before.findIndex(old => matches(old, pair))
      if (found >= 0) before.splice(found, 1)
      else add(parts, 'm2m_added', table.label, pair)
    }
    for (const pair of before) add(parts, 'm2m_removed', table.label, pair.map(decodeValue))
  }

  #allMetas(): Meta[] {
    return [
      ...[...this.#world.models.values()].map(model => model.meta),
      ...this.#joinTables().map(table => table.meta),
    ]
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

/** Order models so that none comes before those that point at it; cycles stay in the given order. */
function dependentsFirst(metas: readonly Meta[]): Meta[] {
  const ordered = new Set<Meta>()
  const visit = (meta: Meta, path: readonly Meta[]): void => {
    if (ordered.has(meta) || path.includes(meta)) return
    const dependents = metas.filter(other => other.foreignKeys.some(field => field.target === meta))
    for (const dependent of dependents) visit(dependent, [...path, meta])
    ordered.add(meta)
  }
  for (const meta of metas) visit(meta, [])
  return [...ordered]
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
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
