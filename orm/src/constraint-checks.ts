import type { CheckConstraint, RowCondition, UniqueConstraint } from './constraints.ts'
import type { Database } from './database.ts'
import type { Field } from './fields/field.ts'
import { getValue } from './instance.ts'
import type { Meta } from './meta.ts'
import type { Model } from './model.ts'
import { type QChild, QNode } from './q.ts'
import { allRows } from './queryset/evaluation.ts'
import { rowsExcept, rowsExist, rowsOf } from './row-access.ts'
import { conditionSql } from './sql/compile-select.ts'
import { bindSlots } from './sql/compiled.ts'
import { Compiler } from './sql/compiler.ts'
import * as steps from './sql/steps.ts'
import type { Problem } from './validation.ts'

/** What the constraints of a model would say to an instance; those over a field in `excluded` are not asked. */
export async function constraintProblems(
  instance: Model,
  meta: Meta,
  db: Database,
  excluded: ReadonlySet<string>,
): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const constraint of meta.constraints) {
    if (fieldNames(meta, constraint).some(name => excluded.has(name))) continue
    if (await isViolated({ instance, meta, db, excluded }, constraint)) problems.push(violation(constraint))
  }
  return problems
}

/** An instance that is checked, and where; the values of excluded fields may be anything. */
interface Candidate {
  readonly instance: Model
  readonly meta: Meta
  readonly db: Database
  readonly excluded: ReadonlySet<string>
}

function violation(constraint: UniqueConstraint | CheckConstraint): Problem {
  if ('check' in constraint) return { code: 'check', message: `Constraint “${constraint.name}” is violated.` }
  return { code: 'unique', message: `There is another object with the same ${constraint.fields.join(', ')}.` }
}

/** The fields of the model that a constraint speaks about. */
function fieldNames(meta: Meta, constraint: UniqueConstraint | CheckConstraint): string[] {
  const condition = 'check' in constraint ? constraint.check : constraint.condition
  const own = 'check' in constraint ? [] : constraint.fields
  return [...own, ...(condition === undefined ? [] : namedBy(meta, condition))]
}

function namedBy(meta: Meta, condition: RowCondition): string[] {
  if (typeof condition !== 'string') return condition.children.flatMap(child => namedByPart(meta, child))
  return meta.fields.filter(field => condition.includes(field.column)).map(field => field.name)
}

function namedByPart(meta: Meta, child: QChild): string[] {
  if (child instanceof QNode) return namedBy(meta, child)
  const field = Array.isArray(child) ? meta.find(String(child[0]).split('__')[0] ?? '') : undefined
  return field ? [field.name] : []
}

async function isViolated(candidate: Candidate, constraint: UniqueConstraint | CheckConstraint): Promise<boolean> {
  if ('check' in constraint) return (await truth(candidate, constraint.check)) === false
  const { fields, condition } = constraint
  // A row outside of the condition is in nobody's way.
  if (condition !== undefined && (await truth(candidate, condition)) !== true) return false
  const same = fields.map(name => candidate.meta.field(name))
  return isTaken(candidate, same, condition)
}

async function isTaken(
  { instance, meta, db }: Candidate,
  fields: readonly Field[],
  condition: RowCondition | undefined,
): Promise<boolean> {
  const values = fields.map(field => getValue(instance, field.attname))
  // NULL equals nothing; what a condition in SQL lets through, only the database can tell.
  if (typeof condition === 'string' || values.some(value => value === null || value === undefined)) return false
  const same = Object.fromEntries(fields.map((field, i) => [field.attname, values[i]]))
  const rows = rowsOf(meta, db, same)
  const meeting = condition ? rows.filter(condition) : rows
  const own = getValue(instance, meta.pk.attname)
  return rowsExist(instance._state.adding || own == null ? meeting : rowsExcept(meeting, { pk: own }))
}

/** What a condition says of an instance that need not be stored: the database is asked about a row of its values. */
async function truth(candidate: Candidate, condition: RowCondition): Promise<boolean | undefined> {
  const { meta, db } = candidate
  const { operations } = db.backend
  const all = allRows(meta.model)
  const { shape, args } = typeof condition === 'string' ? all : steps.filter(all, [condition])
  const compiler = new Compiler(db.backend, shape.query, { bareColumns: true })
  const written = typeof condition === 'string' ? condition : conditionSql(shape.query.where, compiler, true)
  const test = written || operations.always
  const row = rowSql(meta, compiler, args.length)
  const sql = `SELECT CASE WHEN ${test} THEN 1 WHEN NOT (${test}) THEN 0 END FROM (${row}) AS ${compiler.quote(meta.table)}`
  const statement = { ...compiler.finish(sql), empty: false, emptyRow: null, rows: NO_PLAN }
  const [[answer] = []] = await db.query(statement.sql, bindSlots(statement, [...args, ...valuesOf(candidate)]))
  return answer === null || answer === undefined ? undefined : Number(answer) === 1
}

const NO_PLAN = { columns: [], model: null, annotations: [] }

/** One row with the columns of the model; their values are arguments from `first` on. */
function rowSql(meta: Meta, compiler: Compiler, first: number): string {
  const columns = meta.fields.map(({ kind, column }, i) => {
    const value = compiler.param(first + i, compiler.encoder(kind))
    return `${compiler.backend.operations.literal(value, kind)} AS ${compiler.quote(column)}`
  })
  return `SELECT ${columns.join(', ')}`
}

function valuesOf({ instance, meta, excluded }: Candidate): unknown[] {
  return meta.fields.map(field =>
    excluded.has(field.name) ? null : field.prepare(getValue(instance, field.attname) ?? null),
  )
}
