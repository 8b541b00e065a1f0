import type { NewMigration } from './arrange.ts'

/** Where migration files import from. */
const MODULE = '@inkstone/orm/migrations'
const LINE_WIDTH = 120

/** Write the source of a migration file; `module` is where it imports from. */
export function writeMigration(
  migration: Pick<NewMigration, 'dependencies' | 'operations'>,
  module: string = MODULE,
): string {
  const calls = migration.operations.map(operation => operation.call)
  const body = new Call('migration', [
    {
      ...(migration.dependencies.length > 0 && { dependencies: migration.dependencies }),
      operations: calls.map(call => new Call(call.name, call.args.map(withFields))),
    },
  ])
  const source = `export default ${print(body, 0, 'export default '.length)}\n`
  const names = new Set(['migration', ...calls.map(call => call.name), ...(source.includes('field.') ? ['field'] : [])])
  return `import { ${[...names].sort().join(', ')} } from ${quoted(module)}\n\n${source}`
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

/** Write recorded fields as calls, `field.char({ maxLength: 64 })`. */
function withFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFields)
  if (typeof value !== 'object' || value === null) return value
  if ('kind' in value && 'options' in value && typeof value.kind === 'string') {
    const options = value.options as object
    return new Call(`field.${value.kind}`, Object.keys(options).length === 0 ? [] : [options])
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withFields(part)]))
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
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Call)
}
