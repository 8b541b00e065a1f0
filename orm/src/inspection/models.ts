import type { LiveColumn, LiveForeignKey, LiveTable } from '../backends/introspection.ts'
import type { Index } from '../backends/table.ts'
import { columnName, lowerFirst } from '../names.ts'
import { joinTableOf } from './join-tables.ts'
import { capitalize, className, Names, propertyName } from './names.ts'

/** A relation from one model to another, and the name of its reverse side. */
export interface InspectedRelation {
  readonly kind: 'foreignKey' | 'oneToOne' | 'manyToMany'
  readonly to: string
  /** Options of the field, as far as they are not those of every field. */
  readonly options: Readonly<Record<string, unknown>>
  /** Property of the instances of the other side. */
  readonly accessor: string
}

/** A field of a model that was read from a table. */
export interface InspectedField {
  readonly name: string
  readonly column?: LiveColumn
  readonly unique: boolean
  readonly relation?: InspectedRelation
}

/** A model that was read from a table. */
export interface InspectedModel {
  readonly name: string
  readonly table: LiveTable
  readonly fields: readonly InspectedField[]
  /** Indexes that are not part of a field. */
  readonly indexes: readonly (Index & { readonly fields: readonly string[] })[]
  /** What of the table a model cannot say. */
  readonly notes: readonly string[]
}

const DELETE_OPTIONS = {
  'NO ACTION': 'DO_NOTHING',
  RESTRICT: 'RESTRICT',
  CASCADE: 'CASCADE',
  'SET NULL': 'SET_NULL',
  'SET DEFAULT': 'SET_DEFAULT',
} as const

/** Read models out of tables; join tables of two others become many-to-many fields. */
export function modelsOf(tables: readonly LiveTable[]): InspectedModel[] {
  const joins = new Map(tables.map(table => [table, joinTableOf(table, tables)] as const))
  const own = tables.filter(table => joins.get(table) === undefined && table.columns.length > 0)
  const classes = new Names()
  const names = new Map(own.map(table => [table.name, classes.take([className(table.name)])]))
  const drafts = new Map(own.map(table => [table.name, new Draft(table, names)]))
  for (const draft of drafts.values()) draft.addColumns()
  for (const draft of drafts.values()) draft.addRelations(drafts)
  for (const join of joins.values()) {
    const owner = join && drafts.get(join.owner)
    if (owner) owner.addManyToMany(join.field, join.target, { dbTable: join.table, columns: join.columns }, drafts)
  }
  return [...drafts.values()].map(draft => draft.finish())
}

/** A model under construction. */
class Draft {
  readonly name: string
  readonly table: LiveTable
  readonly #classes: ReadonlyMap<string, string>
  readonly #names = new Names()
  readonly #fields: InspectedField[] = []
  readonly #notes: string[] = []
  /** Columns by the name of their field. */
  readonly #byColumn = new Map<string, string>()

  constructor(table: LiveTable, classes: ReadonlyMap<string, string>) {
    this.name = classes.get(table.name) ?? className(table.name)
    this.table = table
    this.#classes = classes
  }

  /** Name all columns; those of relations by what they refer to. */
  addColumns(): void {
    for (const column of this.table.columns) {
      const key = this.#keyOf(column)
      const own = propertyName(column.name)
      const name = key
        ? this.#names.take([propertyName(column.name.replace(/_?id$/i, '') || 'ref'), `${own}Ref`], taken => [
            `${taken}Id`,
          ])
        : this.#names.take([own, `${own}Field`])
      this.#byColumn.set(column.name, name)
    }
    if (this.table.primaryKey.length > 1) this.#notes.push(`The primary key is (${this.table.primaryKey.join(', ')}).`)
  }

  addRelations(drafts: ReadonlyMap<string, Draft>): void {
    for (const column of this.table.columns) {
      const key = this.#keyOf(column)
      const name = this.#byColumn.get(column.name) ?? column.name
      const unique = this.#isUnique(column.name)
      const target = key && drafts.get(key.table)
      const relation = key && target ? this.#foreignKey(name, column, key, unique, target) : undefined
      this.#fields.push({
        name,
        column: withKeyKind(column, drafts, this.table),
        unique,
        ...(relation && { relation }),
      })
    }
  }

  addManyToMany(
    field: string,
    target: string,
    options: Readonly<Record<string, unknown>>,
    drafts: ReadonlyMap<string, Draft>,
  ): void {
    const other = drafts.get(target)
    if (other === undefined) return
    const name = this.#names.take([propertyName(field), `${propertyName(field)}Set`])
    const reverse = other.#reverseOf(this.name, name, `${lowerFirst(this.name)}Set`)
    const relation = { kind: 'manyToMany', to: other.name, options: { ...options, ...reverse.options } } as const
    this.#fields.push({ name, unique: false, relation: { ...relation, accessor: reverse.accessor } })
  }

  finish(): InspectedModel {
    const indexes = this.table.indexes.filter(index => !this.#belongsToField(index))
    return {
      name: this.name,
      table: this.table,
      fields: this.#fields,
      indexes: indexes.map(index => ({ ...index, fields: index.columns.map(part => this.#fieldOf(part)) })),
      notes: this.#notes,
    }
  }

  #fieldOf({ name, descending }: Index['columns'][number]): string {
    return `${descending ? '-' : ''}${this.#byColumn.get(name) ?? name}`
  }

  /** The foreign key of a column, if it is one of a table that becomes a model. */
  #keyOf(column: LiveColumn): LiveForeignKey | undefined {
    return this.table.foreignKeys.find(
      key => key.columns.length === 1 && key.columns[0] === column.name && this.#classes.has(key.table),
    )
  }

  #isUnique(column: string): boolean {
    return this.table.indexes.some(index => isSimple(index, column) && index.unique)
  }

  #belongsToField(index: Index): boolean {
    const [part] = index.columns
    return part !== undefined && isSimple(index, part.name)
  }

  #foreignKey(
    name: string,
    column: LiveColumn,
    key: LiveForeignKey,
    unique: boolean,
    target: Draft,
  ): InspectedRelation {
    const kind = unique || this.#isKey(column.name) ? 'oneToOne' : 'foreignKey'
    const usual = kind === 'oneToOne' ? lowerFirst(this.name) : `${lowerFirst(this.name)}Set`
    const reverse = target.#reverseOf(this.name, name, usual)
    const toField = target.#isKey(String(key.targets[0]))
      ? {}
      : { toField: target.#byColumn.get(String(key.targets[0])) }
    const hasIndex = kind === 'oneToOne' || this.table.indexes.some(index => isSimple(index, column.name))
    return {
      kind,
      to: target.name,
      options: {
        onDelete: DELETE_OPTIONS[key.onDelete],
        ...toField,
        ...(!hasIndex && { dbIndex: false }),
        ...reverse.options,
      },
      accessor: reverse.accessor,
    }
  }

  #isKey(column: string): boolean {
    return this.table.primaryKey.length === 1 && this.table.primaryKey[0] === column
  }

  /** Name the reverse side of a relation that points here; a name of its own where the usual one is taken. */
  #reverseOf(model: string, field: string, usual: string): { readonly accessor: string; readonly options: object } {
    const query = lowerFirst(model)
    const accessor = this.#names.take([usual, `${query}By${capitalize(field)}`], name =>
      name === usual ? [query] : [],
    )
    return { accessor, options: accessor === usual ? {} : { relatedName: accessor } }
  }
}

/** Whether an index is what `unique` or `dbIndex` of this one column ask for. */
function isSimple(index: Index, column: string): boolean {
  const [part, ...others] = index.columns
  return part?.name === column && others.length === 0 && index.where === undefined && !part.descending
}

/** A counted key is of 64 bits where columns that refer to it are; SQLite does not say so itself. */
function withKeyKind(column: LiveColumn, drafts: ReadonlyMap<string, Draft>, table: LiveTable): LiveColumn {
  if (column.kind !== 'auto') return column
  const pointers = [...drafts.values()].flatMap(({ table: other }) =>
    other.foreignKeys
      .filter(key => key.table === table.name && key.targets[0] === column.name)
      .map(key => other.columns.find(({ name }) => name === key.columns[0])),
  )
  return pointers.some(pointer => pointer?.kind === 'bigInteger') ? { ...column, kind: 'bigAuto' } : column
}

/** Whether the name of a field leads to another column than its own. */
export function needsColumn(field: InspectedField): boolean {
  const isKey = field.relation !== undefined
  return field.column !== undefined && columnName(isKey ? `${field.name}Id` : field.name) !== field.column.name
}
