import { QNode } from '../q.ts'
import type { NewMigration } from './arrange.ts'
import { conditionSource, Source } from './condition-source.ts'

/** Where migration files import from. */
const MODULE = '@inkstone/orm/migrations'
const LINE_WIDTH = 120

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
  return `import { ${sortedNames(names).join(', ')} } from ${quoted(module)}\n\n${source}`
}

/** A function call inside the printed data. */
class Call {
  readonly name: string
  readonly args: readonly unknown[]

  constructor(name: string, args: readonly unknown[]) {
    this.name = name
    this.args = args
  }
}

/** Order names as the formatter does: without regard to case. */
function sortedNames(names: Iterable<string>): string[] {
  return [...names].sort((one, other) => one.localeCompare(other, 'en'))
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

/** Print data as TypeScript, on one line where it fits, as the formatter would. `used` is what stands before it. */
function print(value: unknown, indent: number, used: number): string {
  const line = inline(value)
  return indent + used + line.length < LINE_WIDTH && !line.includes('\n') ? line : broken(value, indent, line)
}

function broken(value: unknown, indent: number, line: string): string {
  const inner = indent + 2
  const pad = ' '.repeat(inner)
  const close = ' '.repeat(indent)
  if (value instanceof Call) {
    const [only] = value.args
    if (value.args.length === 1 && isObject(only)) return `${value.name}(${broken(only, indent, line)})`
    const last = value.args.at(-1)
    if (value.args.length > 1 && isObject(last)) {
      const head = value.args.slice(0, -1).map(inline).join(', ')
      return `${value.name}(${head}, ${broken(last, indent, line)})`
    }
    const args = value.args.map(arg => `${pad}${print(arg, inner, 1)},\n`)
    return `${value.name}(\n${args.join('')}${close})`
  }
  if (Array.isArray(value)) return `[\n${value.map(item => `${pad}${print(item, inner, 1)},\n`).join('')}${close}]`
  if (!isObject(value)) return line
  const entries = Object.entries(value).map(([key, part]) => {
    const name = `${printKey(key)}: `
    return `${pad}${name}${print(part, inner, name.length + 1)},\n`
  })
  return `{\n${entries.join('')}${close}}`
}

function inline(value: unknown): string {
  if (value instanceof Call) return `${value.name}(${value.args.map(inline).join(', ')})`
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, part]) => `${printKey(key)}: ${inline(part)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  return literal(value)
}

function literal(value: unknown): string {
  if (value instanceof Source) return value.text
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${value}n`
  return JSON.stringify(value) ?? 'undefined'
}

/** Quote as the formatter does: single quotes unless the text holds more of them than of double ones. */
function quoted(text: string): string {
  const json = JSON.stringify(text)
  if (text.includes("'") && !text.includes('"')) return json
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function printKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Call || value instanceof Source)
  )
}
