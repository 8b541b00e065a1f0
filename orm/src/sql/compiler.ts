import type { Backend, SqlValue } from '../backends/backend.ts'
import { timeZone } from '../time-zone.ts'
import type { Compiled, Slot } from './compiled.ts'
import type { Query } from './query.ts'

type Convert = (value: unknown) => SqlValue

/** What the driver takes as it is. */
const asIs: Convert = value => value as SqlValue // prepared by the field, and no encoder asked for

/** Parameters of one statement, in the order in which they were first written. */
class Slots {
  readonly list: Slot[] = []
  readonly memo = new Map<string, Convert>()
  timeZone: string | undefined
  readonly #numbers = new Map<number, Map<Convert, number>>()

  /** The number of a parameter; the same argument converted in the same way is one parameter. */
  number(index: number, convert: Convert): number {
    const converted = this.#numbers.get(index) ?? new Map<Convert, number>()
    const known = converted.get(convert)
    if (known !== undefined) return known
    const number = this.list.push({ index, convert }) - 1
    this.#numbers.set(index, converted.set(convert, number))
    return number
  }
}

/** A place for a parameter inside unfinished SQL. Names and literals of ours contain no characters for private use. */
const PLACE = /\uE000(\d+)\uE001/g

/** Writes one query as SQL: knows the back end, the query whose tables are spoken of, and the parameters so far. */
export class Compiler {
  readonly backend: Backend
  readonly query: Query
  /** Columns are written without their table: there is but one. */
  readonly bareColumns: boolean
  readonly #slots: Slots

  constructor(
    backend: Backend,
    query: Query,
    options: { readonly bareColumns?: boolean; readonly within?: Compiler } = {},
  ) {
    this.backend = backend
    this.query = query
    this.bareColumns = options.bareColumns ?? false
    this.#slots = options.within ? options.within.#slots : new Slots()
  }

  /** A compiler for a query inside this one. */
  nested(query: Query): Compiler {
    return new Compiler(this.backend, query, { within: this })
  }

  /** Write a parameter: the argument at `index`, put through `convert` when the statement is bound. */
  param(index: number, convert: Convert): string {
    return `\uE000${this.#slots.number(index, convert)}\uE001`
  }

  /** Write a parameter that is part of the query itself and the same at every execution. */
  constant(value: SqlValue): string {
    return this.param(
      -1,
      this.memo(`constant ${typeof value} ${String(value)}`, () => () => value),
    )
  }

  /** How values of a kind are stored. */
  encoder(kind: string): Convert {
    return this.backend.operations.encoder(kind) ?? asIs
  }

  /** Make a conversion once per statement, so that equal parameters are found to be equal. */
  memo(key: string, make: () => Convert): Convert {
    const known = this.#slots.memo.get(key)
    if (known) return known
    const made = make()
    this.#slots.memo.set(key, made)
    return made
  }

  /** The current time zone, which the statement then holds for. */
  timeZone(): string {
    this.#slots.timeZone ??= timeZone()
    return this.#slots.timeZone
  }

  quote(name: string): string {
    return this.backend.operations.quoteName(name)
  }

  /** Write the parameters into the text, where SQL takes none: in constraints. */
  inlined(sql: string, write: (slot: Slot) => string): string {
    return sql.replace(PLACE, (_place, digits: string) => write(this.#slots.list[Number(digits)] as Slot)) // written by param
  }

  /** Number the parameters in the order of the text. */
  finish(sql: string): Pick<Compiled, 'sql' | 'slots' | 'timeZone'> {
    const { operations, features } = this.backend
    const slots: Slot[] = []
    const positions = new Map<number, number>()
    const numbered = sql.replace(PLACE, (_place, digits: string) => {
      const known = features.reusesParameters ? positions.get(Number(digits)) : undefined
      if (known !== undefined) return operations.placeholder(known)
      const position = slots.push(this.#slots.list[Number(digits)] as Slot) // written by param
      positions.set(Number(digits), position)
      return operations.placeholder(position)
    })
    return { sql: numbered, slots, timeZone: this.#slots.timeZone }
  }
}
