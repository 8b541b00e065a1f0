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

const KINDS: Readonly<Record<string, FieldKind>> = {
  ...COMMON_KINDS,
  boolean: 'boolean',
  bytea: 'binary',
  character: 'char',
  'character varying': 'char',
  jsonb: 'json',
  'time without time zone': 'time',
  'timestamp with time zone': 'datetime',
  'timestamp without time zone': 'datetime',
}

const DELETE_ACTIONS: Readonly<Record<string, DeleteAction>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
}

/** The relation of this name in the schemas that are searched. */
const RELATION = `(SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relname = $1 AND n.nspname = ANY (current_schemas(false)) AND c.relkind IN ('r', 'p') LIMIT 1)`

/** Names of the columns with these numbers, in this order. */
const namesOf = (relation: string, numbers: string) =>
  `ARRAY(SELECT a.attname::text FROM unnest(${numbers}) WITH ORDINALITY AS part(number, position)
   JOIN pg_catalog.pg_attribute a ON a.attrelid = ${relation} AND a.attnum = part.number ORDER BY part.position)`

/** Looks into the catalogue of PostgreSQL. */
export class PostgresIntrospection implements Introspection {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  async tableNames(): Promise<string[]> {
    const rows = await this.#database.query(
      'SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = ANY (current_schemas(false)) ORDER BY tablename',
    )
    return rows.map(([name]) => String(name))
  }

  async table(name: string): Promise<LiveTable> {
    const constraints = await this.#constraints(name)
    const [key] = constraints.filter(({ type }) => type === 'p')
    const checks = constraints
      .filter(({ type }) => type === 'c')
      .map(constraint => ({ name: constraint.name, sql: constraint.definition }))
    return {
      name,
      columns: await this.#columns(name, checks),
      primaryKey: key?.columns ?? [],
      foreignKeys: constraints.flatMap(({ foreignKey }) => foreignKey ?? []),
      indexes: await this.#indexes(name),
      checks,
    }
  }

  readType(type: string): ColumnType {
    const { base, sizes } = splitType(type)
    return sizedType(KINDS[base], sizes)
  }

  async #columns(table: string, checks: readonly LiveCheck[]): Promise<LiveColumn[]> {
    const rows = await this.#database.query(
      `SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity
       FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = ${RELATION} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
      [table],
    )
    return rows.map(row => this.#column(row, checks))
  }

  #column([column, format, notNull, value, identity]: unknown[], checks: readonly LiveCheck[]): LiveColumn {
    const [name, type, preset] = [String(column), String(format), value === null ? '' : String(value)]
    const isCounted = identity !== '' || preset.startsWith('nextval(')
    const isPositive = [name, `"${name}"`].some(written =>
      checks.some(({ sql }) => sql === `CHECK ((${written} >= 0))`),
    )
    const read = this.readType(type)
    return {
      name,
      type,
      ...read,
      ...(isPositive && read.kind === 'integer' && { kind: 'positiveInteger' }),
      ...(isCounted && { kind: read.kind === 'bigInteger' ? 'bigAuto' : 'auto' }),
      null: !notNull,
      ...(preset && !isCounted && { default: preset }),
    }
  }

  async #constraints(table: string): Promise<Constraint[]> {
    const rows = await this.#database.query(
      `SELECT k.contype, k.conname, ${namesOf('k.conrelid', 'k.conkey')}, target.relname,
         ${namesOf('k.confrelid', 'k.confkey')}, k.confdeltype, pg_get_constraintdef(k.oid)
       FROM pg_catalog.pg_constraint k LEFT JOIN pg_catalog.pg_class target ON target.oid = k.confrelid
       WHERE k.conrelid = ${RELATION} ORDER BY k.conname`,
      [table],
    )
    return rows.map(constraintOf)
  }

  /** Indexes that help comparisons only, with an operator class of their own, are left out too. */
  async #indexes(table: string): Promise<Index[]> {
    const rows = await this.#database.query(
      `SELECT c.relname, i.indisunique, ${namesOf('i.indrelid', 'i.indkey[0:i.indnkeyatts - 1]')}, i.indoption::text,
         pg_get_expr(i.indpred, i.indrelid)
       FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
       WHERE i.indrelid = ${RELATION} AND NOT i.indisprimary AND i.indexprs IS NULL
         AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_opclass o WHERE o.oid = ANY (i.indclass) AND NOT o.opcdefault)
       ORDER BY c.relname`,
      [table],
    )
    return rows.map(indexOf)
  }
}

interface Constraint {
  readonly type: string
  readonly name: string
  readonly columns: readonly string[]
  readonly definition: string
  readonly foreignKey?: LiveForeignKey
}

function constraintOf([type, name, own, target, others, action, definition]: unknown[]): Constraint {
  const constraint = {
    type: String(type),
    name: String(name),
    columns: parseNames(own),
    definition: String(definition),
  }
  if (type !== 'f') return constraint
  const onDelete = DELETE_ACTIONS[String(action)] ?? 'NO ACTION'
  const { columns } = constraint
  const foreignKey = { name: constraint.name, columns, table: String(target), targets: parseNames(others), onDelete }
  return { ...constraint, foreignKey }
}

function indexOf([name, unique, names, options, where]: unknown[]): Index {
  const flags = String(options).split(' ').map(Number)
  const columns = parseNames(names).map((column, i) => ({
    name: column,
    ...(((flags[i] ?? 0) & 1) === 1 && { descending: true }),
  }))
  return { name: String(name), columns, unique: unique === true, ...(where !== null && { where: String(where) }) }
}

/** An array of names in the text form of PostgreSQL: `{id,"Odd name"}`. */
function parseNames(array: unknown): string[] {
  const parts =
    String(array)
      .slice(1, -1)
      .match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? []
  return parts.map(part => (part.startsWith('"') ? part.slice(1, -1).replace(/\\(.)/g, '$1') : part))
}
