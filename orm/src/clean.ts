import { constraintProblems } from './constraint-checks.ts'
import { currentDatabase } from './current-database.ts'
import type { Database } from './database.ts'
import { ValidationError } from './errors.ts'
import type { Field } from './fields/field.ts'
import { getValue, metaOf, setValue } from './instance.ts'
import type { Meta } from './meta.ts'
import type { Model } from './model.ts'
import { rowsExcept, rowsExist, rowsOf } from './row-access.ts'
import { type Problem, problemsWith } from './validation.ts'

/** What `fullClean` looks at. */
export interface FullCleanOptions {
  /** Names of fields that are not checked. */
  readonly exclude?: readonly string[]
  /** `false` asks the database nothing about what has to be unique. */
  readonly validateUnique?: boolean
  /** `false` asks the database nothing about the constraints of the model. */
  readonly validateConstraints?: boolean
  readonly using?: Database
}

type Problems = Record<string, readonly Problem[]>

/**
 * Check an instance: its values, its `clean()`, what has to be unique, the constraints of its model.
 * Throws one ValidationError with all problems.
 */
export async function cleanInstance(instance: Model, options: FullCleanOptions): Promise<void> {
  const meta = metaOf(instance)
  const excluded = new Set(options.exclude)
  const problems: Problems = cleanFields(instance, meta, excluded)
  addProblems(problems, await problemsOfClean(instance))
  for (const name of Object.keys(problems)) excluded.add(name)
  const database = () => options.using ?? instance._state.db ?? currentDatabase()
  if (options.validateUnique ?? true) {
    addProblems(problems, await uniqueProblems(instance, meta, database(), excluded))
  }
  if (meta.constraints.length > 0 && (options.validateConstraints ?? true)) {
    const found = await constraintProblems(instance, meta, database(), excluded)
    if (found.length) addProblems(problems, { '': found })
  }
  if (Object.keys(problems).length) throw new ValidationError(problems)
}

/** Check each value; those that pass are put on the instance in the type of their column. */
function cleanFields(instance: Model, meta: Meta, excluded: ReadonlySet<string>): Problems {
  const problems: Problems = {}
  for (const field of meta.fields) {
    const value = getValue(instance, field.attname)
    if (excluded.has(field.name) || (field.blank && field.isEmpty(value))) continue
    const found = problemsWith(() => setValue(instance, field.attname, field.clean(value)))
    if (found) addProblems(problems, found)
  }
  return problems
}

async function problemsOfClean(instance: Model): Promise<Problems | undefined> {
  try {
    await instance.clean()
    return undefined
  } catch (error) {
    if (error instanceof ValidationError) return error.fields
    throw error
  }
}

function addProblems(problems: Problems, found: Problems | undefined): void {
  for (const [name, list] of Object.entries(found ?? {})) problems[name] = [...(problems[name] ?? []), ...list]
}

/** Look for other rows with the values that must be unique. */
async function uniqueProblems(
  instance: Model,
  meta: Meta,
  db: Database,
  excluded: ReadonlySet<string>,
): Promise<Problems> {
  const problems: Problems = {}
  for (const fields of uniqueGroups(meta)) {
    if (fields.some(field => excluded.has(field.name)) || !(await isTaken(instance, meta, db, fields))) continue
    const [only, another] = fields
    addProblems(
      problems,
      another || !only ? { '': [takenTogether(meta, fields)] } : { [only.name]: [taken(meta, only)] },
    )
  }
  return problems
}

function uniqueGroups(meta: Meta): Field[][] {
  const single = meta.fields.filter(field => field.unique).map(field => [field])
  return [...single, ...meta.uniqueTogether.map(names => names.map(name => meta.field(name)))]
}

async function isTaken(instance: Model, meta: Meta, db: Database, fields: readonly Field[]): Promise<boolean> {
  const values = fields.map(field => getValue(instance, field.attname))
  // NULL equals nothing, and the own row is no other one.
  if (values.some(value => value === null || value === undefined)) return false
  const isOwnKey = fields.length === 1 && fields[0]?.primaryKey
  if (isOwnKey && !instance._state.adding) return false
  const same = Object.fromEntries(fields.map((field, i) => [field.attname, values[i]]))
  const rows = rowsOf(meta, db, same)
  const own = getValue(instance, meta.pk.attname)
  return rowsExist(instance._state.adding || own == null ? rows : rowsExcept(rows, { pk: own }))
}

function taken(meta: Meta, field: Field): Problem {
  return { code: 'unique', message: `${meta.name} with this ${field.verboseName} already exists.` }
}

function takenTogether(meta: Meta, fields: readonly Field[]): Problem {
  const names = fields.map(field => field.verboseName).join(', ')
  return { code: 'unique_together', message: `${meta.name} with this ${names} already exists.` }
}
