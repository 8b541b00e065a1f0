import type { FieldKind } from '../../fields/field.ts'
import {
  COMMON_KINDS,
  type ColumnType,
  type DeleteAction,
  type Introspection,
  type LiveCheck,
  type LiveColumn,
  type LiveForeignKey,
  type LiveTable,
  type Queryable,
  sizedType,
  splitType,
} from '../introspection.ts'
import type { Index } from '../table.ts'
import { clausesOf, nameOf, readTableText } from './table-text.ts'

/** Kinds by declared type, as Django and this package declare them; `char(32)` is where both keep a UUID. */
const KINDS: Readonly<Record<string, FieldKind>> = {
  ...COMMON_KINDS,
  'bigint unsigned': 'bigInteger',
  blob: 'binary',
  bool: 'boolean',
  boolean: 'boolean',
  datetime: 'datetime',
  decimal: 'decimal',
  double: 'float',
  float: 'float',
  int: 'integer',
  'integer unsigned': 'positiveInteger',
  'smallint unsigned': 'positiveInteger',
}

/** Looks into the schema table of SQLite. */
export class SqliteIntrospection implements Introspection {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  async tableNames(): Promise<string[]> {
    const rows = await this.#database.query(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
    return rows.map(([name]) => String(name))
  }

  async table(name: string): Promise<LiveTable> {
    const rows = await this.#database.query(
      'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid',
      [name],
    )
    const [[sql] = []] = await this.#database.query("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", [
      name,
    ])
    const keys = rows.filter(row => Number(row[4]) > 0).sort((one, other) => Number(one[4]) - Number(other[4]))
    const primaryKey = keys.map(row => String(row[0]))
    const foreignKeys = await this.#foreignKeys(name)
    const counted = primaryKey.filter(key => !foreignKeys.some(({ columns }) => columns.includes(key)))
    return {
      name,
      columns: rows.map(row => this.#column(row, String(sql), primaryKey.length === 1 ? counted[0] : undefined)),
      primaryKey,
      foreignKeys,
      indexes: await this.#indexes(name),
      checks: checksOf(String(sql)),
    }
  }

  readType(type: string): ColumnType {
    const { base, sizes } = splitType(type)
    if (base === 'char' && sizes[0] === 32) return { kind: 'uuid' }
    return sizedType(KINDS[base], sizes)
  }

  #column([column, declared, notNull, value]: unknown[], sql: string, counted: string | undefined): LiveColumn {
    const [name, type] = [String(column), String(declared)]
    const isCounted = counted === name
    const read = this.readType(type)
    const holdsJson = sql.toUpperCase().includes(`JSON_VALID("${name.toUpperCase()}")`)
    return {
      name,
      type,
      ...(holdsJson ? { kind: 'json' } : isCounted && read.kind === 'integer' ? { kind: 'auto' } : read),
      null: !notNull && !isCounted,
      ...(value !== null && { default: String(value) }),
    }
  }

  async #foreignKeys(table: string): Promise<LiveForeignKey[]> {
    // A key that names no columns refers to the primary key.
    const rows = await this.#database.query(
      `SELECT id, "table", "from", coalesce("to", (SELECT name FROM pragma_table_info("table") WHERE pk = seq + 1)), on_delete
       FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq`,
      [table],
    )
    const groups = Map.groupBy(rows, ([id]) => id)
    return [...groups.values()].map(parts => ({
      columns: parts.map(part => String(part[2])),
      table: String(parts[0]?.[1]),
      targets: parts.map(part => String(part[3])),
      onDelete: parts[0]?.[4] as DeleteAction, // the words of SQLite are those of the standard
    }))
  }

  async #indexes(table: string): Promise<Index[]> {
    const rows = await this.#database.query(
      `SELECT list.name, list."unique", part.name, part."desc", object.sql
       FROM pragma_index_list(?) AS list JOIN pragma_index_xinfo(list.name) AS part ON part.key = 1
       LEFT JOIN sqlite_schema AS object ON object.name = list.name
       WHERE list.origin <> 'pk' ORDER BY list.name, part.seqno`,
      [table],
    )
    const groups = [...Map.groupBy(rows, ([name]) => String(name))]
    return groups
      .filter(([, parts]) => parts.every(part => part[2] !== null))
      .map(([name, parts]) => indexOf(name, parts))
  }
}

/** The checks in the text of a table. */
function checksOf(sql: string): LiveCheck[] {
  const clauses = readTableText(sql)?.definitions.flatMap(clausesOf) ?? []
  return clauses.flatMap(clause => {
    const [, name, word] = clause[0]?.toUpperCase() === 'CONSTRAINT' ? clause : [undefined, undefined, clause[0]]
    return word?.toUpperCase() === 'CHECK' ? [{ name: name && nameOf(name), sql: clause.join(' ') }] : []
  })
}

function indexOf(name: string, parts: readonly unknown[][]): Index {
  const where = /\sWHERE\s+(.+)$/is.exec(String(parts[0]?.[4]))?.[1]
  return {
    name,
    columns: parts.map(part => ({ name: String(part[2]), ...(part[3] ? { descending: true } : {}) })),
    unique: Boolean(parts[0]?.[1]),
    ...(where !== undefined && { where }),
  }
}
