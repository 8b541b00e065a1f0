import { UsageError, ValueError } from '../errors.ts'
import type { Expression, OutputField } from '../expressions/expression.ts'
import { familyOf } from '../expressions/output.ts'
import { Constant, Null, Param } from '../expressions/param.ts'
import { Col } from '../expressions/references.ts'
import { BIG_INTEGER } from '../expressions/types.ts'
import type { Cursor, ShapeWriter } from '../sql/shape.ts'

const INT64_MAX = 9223372036854775807n
const INT64_MIN = -9223372036854775808n

/** How the right side of a lookup goes into a shape and comes out as an expression, in the same order. */
export interface Literals {
  /** Write the token of a value that is neither null nor an expression, and its literals. */
  shape(lhs: Expression, value: unknown, writer: ShapeWriter): void
  freeze(lhs: Expression, value: unknown, cursor: Cursor): Expression
}

/** The type that literals on the right are prepared with. */
export function rhsType(lhs: Expression): OutputField {
  if (!(lhs instanceof Col && lhs.relation)) return lhs.outputField
  let field = lhs.relation.targetField
  while (field.relation) field = field.relation.targetField
  return field
}

/** Prepare a literal as the left side's type says. A literal in place of a related object's key may be the object. */
export function prepareLiteral(lhs: Expression, value: unknown): unknown {
  if (value === undefined) throw new UsageError('undefined is no value to compare with.')
  if (lhs instanceof Col && lhs.relation) return rhsType(lhs).prepare(relatedKey(lhs.relation, value))
  return lhs.outputField.prepare(value)
}

interface Model {
  readonly name: string
  readonly pk: { readonly attname: string }
}

function modelOf(value: unknown): Model | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (value.constructor as { meta?: Model } | undefined)?.meta // a class of ours has it
}

function ownKey(value: object): unknown {
  const model = modelOf(value) as Model // asked before
  return saved((value as Record<string, unknown>)[model.pk.attname], model)
}

function saved(key: unknown, model: Model): unknown {
  if (key !== null && key !== undefined) return key
  throw new ValueError(`Model instances passed to related filters must be saved: ${model.name}.`)
}

/** The key by which a relation refers to an object. */
function relatedKey(relation: NonNullable<Col['relation']>, value: unknown): unknown {
  const model = modelOf(value)
  if (!model) return value
  if ((model as unknown) !== relation.to && !isKeyModel(relation, model)) {
    throw new ValueError(`Cannot query a ${model.name}: Must be "${relation.to.name}" instance.`)
  }
  let field = relation.targetField
  while ((field.meta as unknown) !== model && field.relation) field = field.relation.targetField
  const key = (value as Record<string, unknown>)[field.attname]
  return saved(modelOf(key) ? ownKey(key as object) : key, model)
}

/** A relation that is its model's key may be compared with objects of that model. */
function isKeyModel(relation: NonNullable<Col['relation']>, model: Model): boolean {
  return relation.field.primaryKey && (relation.field.meta as unknown) === model
}

/** Which sign a whole number has that no column can hold; 0 when one can. */
export function overflow(prepared: unknown, kind: string): -1 | 0 | 1 {
  if (familyOf(kind) !== 'integer' || typeof prepared === 'string') return 0
  const number = prepared as number | bigint // integer fields give nothing else
  return number > INT64_MAX ? 1 : number < INT64_MIN ? -1 : 0
}

const INT32_MAX = 2147483647
const SHORT = new Set(['auto', 'integer', 'positiveInteger', 'smallInteger'])

/** Whether no column that takes such a value can be too small for it: what most literals are. */
function fitsEverywhere(prepared: unknown): boolean {
  return typeof prepared === 'string' || (typeof prepared === 'number' && Math.abs(prepared) <= INT32_MAX)
}

/** Whether a whole number fits into 64 bits, but not into the column that it is compared with. */
export function isWide(prepared: unknown, kind: string): boolean {
  if (!SHORT.has(kind) || typeof prepared === 'string') return false
  return Number(prepared) > INT32_MAX || Number(prepared) < -INT32_MAX
}

/** Write a literal; a number that the column is too small for makes another query. */
export function writeLiteral(prepared: unknown, type: OutputField, writer: ShapeWriter): void {
  if (isWide(prepared, type.kind)) writer.mark('w')
  writer.value(prepared)
}

/** The place of a prepared literal, in the left side's type unless that is too small for it. */
export function literalParam(index: number, prepared: unknown, type: OutputField): Param {
  return isWide(prepared, type.kind) ? new Param(index, BIG_INTEGER, true) : new Param(index, type)
}

/** One literal of the left side's type; whole numbers out of range become part of the shape. */
export function typedLiterals(adjust: (value: unknown, lhs: Expression) => unknown = value => value): Literals {
  return {
    shape(lhs, value, writer) {
      const prepared = prepareLiteral(lhs, adjust(value, lhs))
      if (fitsEverywhere(prepared)) return writer.value(prepared)
      const sign = overflow(prepared, rhsType(lhs).kind)
      if (prepared === null) writer.mark('n')
      else if (sign) writer.mark(`overflow${sign}`)
      else writeLiteral(prepared, rhsType(lhs), writer)
    },
    freeze(lhs, value, cursor) {
      const type = rhsType(lhs)
      const prepared = prepareLiteral(lhs, adjust(value, lhs))
      const sign = overflow(prepared, type.kind)
      if (prepared === null) return new Null()
      return sign ? new Constant(sign, type) : literalParam(cursor.take(), prepared, type)
    },
  }
}
