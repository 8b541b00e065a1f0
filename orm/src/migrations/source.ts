const LINE_WIDTH = 120

/** Source text inside printed data, and the names that it needs imported. */
export class Source {
  readonly text: string
  readonly names: readonly string[]

  constructor(text: string, names: readonly string[] = []) {
    this.text = text
    this.names = names
  }
}

/** A function call inside the printed data. */
export class Call {
  readonly name: string
  readonly args: readonly unknown[]

  constructor(name: string, args: readonly unknown[]) {
    this.name = name
    this.args = args
  }
}

/** Write an import of these names, `type` before those that are types, in the order of the formatter. */
export function printImport(names: Iterable<string>, module: string): string {
  const sorted = [...names].sort((one, other) => (orderKey(one) < orderKey(other) ? -1 : 1))
  const line = `import { ${sorted.join(', ')} } from ${quoted(module)}`
  return line.length <= LINE_WIDTH
    ? line
    : `import {\n${sorted.map(name => `  ${name},\n`).join('')}} from ${quoted(module)}`
}

/** Letters in the order of the alphabet, and of the same letter the capital first. */
function orderKey(name: string): string {
  return name.replace(/^type /, '').replace(/[A-Za-z]/g, letter => letter.toLowerCase() + (letter < 'a' ? '0' : '1'))
}

/** Print data as TypeScript, on one line where it fits, as the formatter would. `used` is what stands before it. */
export function print(value: unknown, indent: number, used: number): string {
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
    if (value.args.length > 1 && isObject(last) && !isObject(value.args.at(-2))) {
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

export function literal(value: unknown): string {
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
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key) ? key : quoted(key)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Call || value instanceof Source)
  )
}
