import type { Features, LockOptions } from '../backends/backend.ts'
import { FieldError, NotSupportedError } from '../errors.ts'
import type { ModelPlan, RowPlan } from './compiled.ts'
import type { Compiler } from './compiler.ts'
import { namesToPath, SEPARATOR, setupJoins } from './names.ts'
import type { Query } from './query.ts'

const SELF = 'self'

/** `FOR UPDATE` and its kin, where the query asks for it and the database has it. */
export function lockSql(query: Query, { model }: RowPlan, compiler: Compiler): string {
  const { features, operations } = compiler.backend
  if (!query.lock || !features.supportsSelectForUpdate) return ''
  refuseUnsupported(query.lock, features)
  const choices = model ? [SELF, ...followed(model, '')] : []
  const tables = (query.lock.of ?? []).map(name => compiler.quote(aliasOf(query, name, choices)))
  return operations.lock(query.lock, tables)
}

/** A lock other than the one asked for would be worse than none. Django: `SQLCompiler.as_sql`. */
function refuseUnsupported({ of, noKey }: LockOptions, features: Features): void {
  const refuse = (clause: string) => {
    throw new NotSupportedError(`${clause} is not supported on this database backend.`)
  }
  if (of?.length && !features.supportsSelectForUpdateOf) refuse('FOR UPDATE OF')
  if (noKey && !features.supportsSelectForNoKeyUpdate) refuse('FOR NO KEY UPDATE')
}

/** The paths that `selectRelated` follows. */
function followed(plan: Pick<ModelPlan, 'related'>, prefix: string): string[] {
  return plan.related.flatMap(related => {
    const path = `${prefix}${related.relation.name}`
    return [path, ...followed(related, path + SEPARATOR)]
  })
}

/** The table that a path ended in. */
function aliasOf(query: Query, name: string, choices: readonly string[]): string {
  if (!choices.includes(name)) throw notFollowed(name, choices)
  const base = query.tables.base ?? query.meta.table
  if (name === SELF) return base
  const path = namesToPath(query, name.split(SEPARATOR), query.meta)
  return setupJoins(query, path, base, null).aliases.at(-1) as string // the base at least
}

function notFollowed(name: string, choices: readonly string[]): FieldError {
  return new FieldError(
    `Invalid field name(s) given in selectForUpdate({ of }): ${name}. Only relational fields followed in the query are allowed. Choices are: ${choices.join(', ') || '(none)'}.`,
  )
}
