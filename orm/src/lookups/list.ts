import { IndexError, UsageError, ValueError } from '../errors.ts'
import { Expression } from '../expressions/expression.ts'
import { ListParam, Null, ValueList } from '../expressions/param.ts'
import { NestedQuery } from '../expressions/subquery.ts'
import { BIG_INTEGER } from '../expressions/types.ts'
import type { Compiler } from '../sql/compiler.ts'
import { EmptyResultSet } from '../sql/result-set.ts'
import type { Cursor, ShapeWriter } from '../sql/shape.ts'
import { isWide, type Literals, literalParam, overflow, prepareLiteral, rhsType, writeLiteral } from './literals.ts'
import { compileRhs, Lookup } from './lookup.ts'
import { keyQuery } from './related.ts'

/** Texts of so many characters can be looked up by all databases; longer ones only by comparing each with each. */
const LOOKED_UP = 500

/**
 * A list whose members are all literals is one parameter; its length is not part of the shape, its emptiness is, and
 * whether it has long texts.
 */
const memberLiterals: Literals = {
  shape(lhs, value, writer) {
    const items = listed(value, 'in')
    if (items.some(item => item instanceof Expression)) return shapeItems(lhs, items, writer)
    const members = prepareMembers(lhs, items)
    if (members.length === 0) writer.mark('e')
    else {
      if (hasLongTexts(members)) writer.mark('l')
      if (members.some(member => isWide(member, rhsType(lhs).kind))) writer.mark('w')
      writer.value(members)
    }
  },
  freeze(lhs, value, cursor) {
    const items = listed(value, 'in')
    if (items.some(item => item instanceof Expression)) return freezeItems(lhs, items, cursor)
    const members = prepareMembers(lhs, items)
    if (members.length === 0) return new ValueList()
    const type = rhsType(lhs)
    const isAnyWide = members.some(member => isWide(member, type.kind))
    return new ListParam(cursor.take(), isAnyWide ? BIG_INTEGER : type, hasLongTexts(members))
  },
}

function hasLongTexts(members: readonly unknown[]): boolean {
  return members.some(member => lengthOf(member) > LOOKED_UP)
}

/** Bytes are texts of hexadecimal digits in a list. */
function lengthOf(member: unknown): number {
  if (member instanceof Uint8Array) return 2 * member.byteLength
  return typeof member === 'string' ? member.length : 0
}

function listed(value: unknown, lookup: string): unknown[] {
  if (Array.isArray(value)) return value
  const iterable =
    typeof value === 'string' || (typeof value === 'object' && value !== null && Symbol.iterator in value)
  if (!iterable) throw new UsageError(`The value for the '${lookup}' lookup must be a list.`)
  return [...(value as Iterable<unknown>)]
}

/** Members that something can equal, each once: NULL equals nothing, nor does a number out of range. */
function prepareMembers(lhs: Expression, items: readonly unknown[]): unknown[] {
  const { kind } = rhsType(lhs)
  const members = new Map<unknown, unknown>()
  for (const item of items) {
    if (item === null) continue
    const prepared = prepareLiteral(lhs, item)
    if (prepared !== null && !overflow(prepared, kind)) members.set(identity(prepared), prepared)
  }
  return [...members.values()]
}

function identity(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value
}

function shapeItems(lhs: Expression, items: readonly unknown[], writer: ShapeWriter): void {
  writer.mark('[')
  for (const item of items) {
    if (item instanceof Expression) item.shape(writer)
    else if (item === null) writer.mark('n')
    else writeLiteral(prepareLiteral(lhs, item), rhsType(lhs), writer)
  }
  writer.mark(']')
}

function freezeItems(lhs: Expression, items: readonly unknown[], cursor: Cursor): ValueList {
  const frozen = items.filter(item => item !== null).map(item => freezeItem(lhs, item, cursor))
  return new ValueList(frozen)
}

function freezeItem(lhs: Expression, item: unknown, cursor: Cursor): Expression {
  if (item instanceof Expression) return item.freeze(cursor)
  return literalParam(cursor.take(), prepareLiteral(lhs, item), rhsType(lhs))
}

/** `IN`: one of a list, or of the rows of a query. */
export class In extends Lookup {
  static override readonly lookupName: string = 'in'
  static override readonly literals: Literals = memberLiterals

  /** Null is no list. */
  static override forNull(): Lookup {
    throw new UsageError("The value for the 'in' lookup must be a list or a QuerySet.")
  }

  compile(compiler: Compiler): string {
    const { rhs } = this
    if (rhs instanceof ValueList && rhs.children.length === 0) throw new EmptyResultSet()
    const right =
      rhs instanceof ValueList
        ? `(${rhs.children.map(child => compileRhs(child, compiler)).join(', ')})`
        : rhs.compile(compiler)
    return `${this.left(compiler)} IN ${rhs instanceof NestedQuery ? setOff(rhs, right, compiler) : right}`
  }

  /** MariaDB moves a bare aggregate into the subquery, where it counts other rows. */
  private left(compiler: Compiler): string {
    const { features, operations } = compiler.backend
    const sql = this.lhs.compile(compiler)
    return this.lhs.containsAggregate && !features.supportsAnyHaving ? operations.call('COALESCE', [sql]) : sql
  }

  override prepared(): Lookup {
    const { rhs } = this
    if (!(rhs instanceof NestedQuery)) {
      if (rhs instanceof ListParam || rhs instanceof ValueList) return this
      throw new UsageError("The value for the 'in' lookup must be a list or a QuerySet.")
    }
    rhs.query.clearOrdering(false, true)
    const nested = keyQuery(this.lhs, rhs)
    const count = nested.query.selectedCount()
    if (count === 1) return this.with([this.lhs, nested])
    throw new ValueError(`The QuerySet value for the 'in' lookup must have 1 selected fields (received ${count})`)
  }
}

/** The rows of a query, set off where the database takes no slice there, or no query on the table being written. */
function setOff({ query }: NestedQuery, sql: string, compiler: Compiler): string {
  const { features, operations } = compiler.backend
  const isSliced = query.isSliced && !features.supportsSliceInSubquery
  const isInWrite = compiler.query.kind !== 'select' && !features.updateCanSelfSelect
  return isSliced || isInWrite ? operations.rowsOfNested(sql) : sql
}

const boundLiterals: Literals = {
  shape(lhs, value, writer) {
    const items = listed(value, 'range')
    shapeItems(lhs, items, writer)
    requireTwo(items)
  },
  freeze(lhs, value, cursor) {
    const bounds = listed(value, 'range')
    return new ValueList(bounds.map(item => (item === null ? new Null() : freezeItem(lhs, item, cursor))))
  },
}

/** Django finds out by what Python says of too few and too many, after it looked at each. */
function requireTwo(items: readonly unknown[]): void {
  const message = "The value for the 'range' lookup must be a list of two."
  if (items.length === 0) throw new ValueError(message)
  if (items.length === 1) throw new IndexError(message)
  if (items.length > 2) throw new UsageError(message)
}

/** `BETWEEN`, both bounds included. */
export class Range extends Lookup {
  static override readonly lookupName: string = 'range'
  static override readonly literals: Literals = boundLiterals

  /** Null is no list. As one of the bounds it is further than nothing, so that no row is between. */
  static override forNull(): Lookup {
    throw new UsageError("The value for the 'range' lookup must be a list of two.")
  }

  compile(compiler: Compiler): string {
    if (!(this.rhs instanceof ValueList))
      throw new UsageError("The value for the 'range' lookup must be a list of two.")
    const [low, high] = this.rhs.children.map(child => compileRhs(child, compiler))
    return `${this.lhs.compile(compiler)} BETWEEN ${low} AND ${high}`
  }
}
