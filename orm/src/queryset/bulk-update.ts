import { FieldError, ValueError } from '../errors.ts'
import { type Operand, Value } from '../expressions/combinable.ts'
import { Case, when } from '../expressions/conditional.ts'
import { Expression } from '../expressions/expression.ts'
import type { Field } from '../fields/field.ts'
import { getValue } from '../instance.ts'
import type { Meta } from '../meta.ts'
import { Model } from '../model.ts'
import { Q } from '../q.ts'
import type { AnyQuerySet } from '../queryset.ts'
import * as steps from '../sql/steps.ts'
import { atomic } from '../transaction.ts'
import { executeWrite } from './execution.ts'

/** Write fields of many objects, in one transaction, with one statement per batch; answers how many rows matched. */
export async function bulkUpdate(
  queryset: AnyQuerySet,
  objects: readonly Model[],
  names: readonly string[],
  batchSize?: number,
): Promise<number> {
  if (batchSize !== undefined && !(batchSize > 0)) throw new ValueError('Batch size must be a positive integer.')
  if (names.length === 0) throw new ValueError('Field names must be given to bulkUpdate().')
  const { meta } = queryset.model
  const fields = names.map(name => writableField(meta, name))
  if (objects.some(object => !(object instanceof Model) || getValue(object, meta.pk.attname) == null)) {
    throw new ValueError('All bulkUpdate() objects must have a primary key set.')
  }
  if (objects.length === 0) return 0
  const size = Math.min(batchSize ?? Number.POSITIVE_INFINITY, batchLimit(queryset, fields.length))
  const write = async (): Promise<number> => {
    let matched = 0
    for (let start = 0; start < objects.length; start += size) {
      matched += await updateBatch(queryset, objects.slice(start, start + size), fields)
    }
    return matched
  }
  return atomic(write, { using: queryset.db, savepoint: false })
}

function writableField(meta: Meta, name: string): Field {
  if (meta.manyToMany.some(field => field.name === name)) {
    throw new ValueError('bulkUpdate() can only be used with concrete fields.')
  }
  const field = meta.find(name)
  if (!field) throw new FieldError(`${meta.name} has no field named '${name}'`)
  if (field.primaryKey) throw new ValueError('bulkUpdate() cannot be used with primary key fields.')
  return field
}

/** Each object needs its key once in the condition, and its key and value once for each field. */
function batchLimit(queryset: AnyQuerySet, fields: number): number {
  return Math.max(Math.floor(queryset.db.backend.features.maxQueryParams / (1 + 2 * fields)), 1)
}

async function updateBatch(
  queryset: AnyQuerySet,
  objects: readonly Model[],
  fields: readonly Field[],
): Promise<number> {
  const { pk } = queryset.model.meta
  const keys = objects.map(object => getValue(object, pk.attname))
  const changes = Object.fromEntries(fields.map(field => [field.attname, caseOf(objects, field, pk)]))
  return executeWrite(queryset.db, steps.update(steps.filter(queryset, [{ pk__in: keys }]), changes))
}

/** `CASE WHEN pk = 1 THEN … WHEN pk = 2 THEN … END`, in the type of the column. */
function caseOf(objects: readonly Model[], field: Field, pk: Field): Expression | null {
  const values = objects.map(object => field.preSave(object, false) ?? null)
  if (values.every(value => value === null)) return null // PostgreSQL takes a choice between nothing but NULLs for text
  const branches = objects.map((object, i) => {
    const value = values[i]
    return when(
      Q({ pk: getValue(object, pk.attname) }),
      value instanceof Expression ? value : Value(value as Operand, field),
    )
  })
  return Case(branches).output(field)
}
