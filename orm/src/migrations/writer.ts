import { QNode } from '../q.ts'
import type { NewMigration } from './arrange.ts'
import { conditionSource } from './condition-source.ts'
import { Call, literal, print, printImport } from './source.ts'

/** Where migration files import from. */
const MODULE = '@inkstone/orm/migrations'

/** Write the source of a migration file; `module` is where it imports from. */
export function writeMigration(
  migration: Pick<NewMigration, 'dependencies' | 'operations'>,
  module: string = MODULE,
): string {
  const calls = migration.operations.map(operation => operation.call)
  const used = new Set<string>()
  const body = new Call('migration', [
    {
      ...(migration.dependencies.length > 0 && { dependencies: migration.dependencies }),
      operations: calls.map(
        call =>
          new Call(
            call.name,
            call.args.map(arg => withCalls(arg, used)),
          ),
      ),
    },
  ])
  const source = `export default ${print(body, 0, 'export default '.length)}\n`
  const names = new Set(['migration', ...calls.map(call => call.name), ...used])
  return `${printImport(names, module)}\n\n${source}`
}

/** Write recorded fields and conditions as calls, `field.char({ maxLength: 64 })`; `used` takes what is to be imported. */
function withCalls(value: unknown, used: Set<string>): unknown {
  if (Array.isArray(value)) return value.map(item => withCalls(item, used))
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof QNode) {
    const source = conditionSource(value, literal)
    for (const name of source.names) used.add(name)
    return source
  }
  if ('kind' in value && 'options' in value && typeof value.kind === 'string') {
    used.add('field')
    const options = value.options as object
    return new Call(`field.${value.kind}`, Object.keys(options).length === 0 ? [] : [options])
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withCalls(part, used)]))
}
