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

/** Kinds by type; `char(32)` is where Django and this package keep a UUID, `tinyint(1)` where they keep a boolean. */
const KINDS: Readonly<Record<string, FieldKind>> = {
  ...COMMON_KINDS,
  'bigint unsigned': 'bigInteger',
  bool: 'boolean',
  datetime: 'datetime',
  decimal: 'decimal',
  double: 'float',
  float: 'float',
  int: 'integer',
  'int unsigned': 'positiveInteger',
  'integer unsigned': 'positiveInteger',
  longblob: 'binary',
  longtext: 'text',
  'smallint unsigned': 'positiveInteger',
}

/** Looks into the information schema of the present database. */
export class MysqlIntrospection implements Introspection {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  async tableNames(): Promise<string[]> {
    const rows = await this.#database.query(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name",
    )
    return rows.map(([name]) => String(name))
  }

  async table(name: string): Promise<LiveTable> {
    const indexes = await this.#indexes(name)
    const checks = await this.#checks(name)
    return {
      name,
      columns: await this.#columns(name, checks),
      primaryKey: indexes.find(index => index.name === 'PRIMARY')?.columns.map(part => part.name) ?? [],
      foreignKeys: await this.#foreignKeys(name),
      indexes: indexes.filter(index => index.name !== 'PRIMARY'),
      checks,
    }
  }

  readType(type: string): ColumnType {
    const { base, sizes } = splitType(type)
    if (base === 'char' && sizes[0] === 32) return { kind: 'uuid' }
    if (base === 'tinyint' && sizes[0] === 1) return { kind: 'boolean' }
    return sizedType(KINDS[base], sizes)
  }

  async #columns(table: string, checks: readonly LiveCheck[]): Promise<LiveColumn[]> {
    const rows = await this.#database.query(
      `SELECT column_name, column_type, is_nullable, column_default, extra FROM information_schema.columns
       WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position`,
      [table],
    )
    return rows.map(row => this.#column(row, checks))
  }

  #column([column, written, nullable, value, extra]: unknown[], checks: readonly LiveCheck[]): LiveColumn {
    const [name, type] = [String(column), String(written)]
    const read = this.readType(type)
    const has = (test: string) => checks.some(({ sql }) => sql === test)
    const isCounted = String(extra).includes('auto_increment')
    const kind = has(`json_valid(\`${name}\`)`)
      ? 'json'
      : has(`\`${name}\` >= 0`) && read.kind === 'integer'
        ? 'positiveInteger'
        : read.kind
    return {
      name,
      type,
      ...read,
      kind: isCounted ? (kind === 'bigInteger' ? 'bigAuto' : 'auto') : kind,
      null: nullable === 'YES',
      ...(value !== null && value !== 'NULL' && { default: String(value) }),
    }
  }

  /** Without the brackets that some versions put around them. On MariaDB tables may have checks of the same name. */
  async #checks(table: string): Promise<LiveCheck[]> {
    const rows = await this.#database.query(
      `SELECT t.constraint_name, k.check_clause FROM information_schema.check_constraints k JOIN information_schema.table_constraints t
         ON t.constraint_schema = k.constraint_schema AND t.constraint_name = k.constraint_name
         /*M! AND t.table_name = k.table_name */
       WHERE t.table_schema = DATABASE() AND t.table_name = ? AND t.constraint_type = 'CHECK'`,
      [table],
    )
    return rows.map(([name, clause]) => ({ name: String(name), sql: String(clause).replace(/^\((.*)\)$/s, '$1') }))
  }

  async #foreignKeys(table: string): Promise<LiveForeignKey[]> {
    const rows = await this.#database.query(
      `SELECT k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.delete_rule
       FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
         ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
       WHERE k.table_schema = DATABASE() AND k.table_name = ? ORDER BY k.constraint_name, k.ordinal_position`,
      [table],
    )
    return [...Map.groupBy(rows, ([name]) => String(name))].map(([name, parts]) => ({
      name,
      columns: parts.map(part => String(part[1])),
      table: String(parts[0]?.[2]),
      targets: parts.map(part => String(part[3])),
      // RESTRICT is how MariaDB writes what the standard calls NO ACTION, and its words are those of the standard.
      onDelete: parts[0]?.[4] === 'RESTRICT' ? 'NO ACTION' : (parts[0]?.[4] as DeleteAction),
    }))
  }

  async #indexes(table: string): Promise<Index[]> {
    const rows = await this.#database.query(
      `SELECT index_name, column_name, collation, non_unique FROM information_schema.statistics
       WHERE table_schema = DATABASE() AND table_name = ? ORDER BY index_name, seq_in_index`,
      [table],
    )
    const groups = [...Map.groupBy(rows, ([name]) => String(name))]
    return groups
      .filter(([, parts]) => parts.every(part => part[1] !== null))
      .map(([name, parts]) => ({
        name,
        columns: parts.map(part => ({ name: String(part[1]), ...(part[2] === 'D' && { descending: true }) })),
        unique: Number(parts[0]?.[3]) === 0,
      }))
  }
}
