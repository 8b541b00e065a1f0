import { parseArgs } from 'node:util'

/** Words of a command line that the command does not understand; the message is for the one who typed them. */
export class ArgumentsError extends Error {
  override get name(): string {
    return 'ArgumentsError'
  }
}

/** What a command takes after its name. */
export interface Grammar<Flag extends string, Value extends string> {
  /** The line that shows how to call it, such as `sqlmigrate APP NAME [--backwards]`. */
  readonly usage: string
  /** Fewest and most words that are no options. */
  readonly words: readonly [least: number, most: number]
  readonly flags?: readonly Flag[]
  readonly values?: readonly Value[]
}

/** A command line, read. */
export interface ReadArguments<Flag extends string, Value extends string> {
  readonly words: readonly string[]
  readonly flags: Readonly<Record<Flag, boolean>>
  readonly values: Readonly<Partial<Record<Value, string>>>
}

/** Read the words after a command's name. Throws an `ArgumentsError` that shows the usage. */
export function readArguments<Flag extends string = never, Value extends string = never>(
  args: readonly string[],
  grammar: Grammar<Flag, Value>,
): ReadArguments<Flag, Value> {
  const { flags = [], values = [], words, usage } = grammar
  const options = Object.fromEntries([
    ...flags.map(flag => [flag, { type: 'boolean', default: false }] as const),
    ...values.map(value => [value, { type: 'string' }] as const),
  ])
  const parsed = parse(args, options, usage)
  const count = parsed.positionals.length
  if (count < words[0] || count > words[1]) throw new ArgumentsError(`Usage: ${usage}`)
  // Each flag has a default and each value is text, as the options above say.
  const found = parsed.values as Record<Flag, boolean> & Partial<Record<Value, string>>
  return { words: parsed.positionals, flags: found, values: found }
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options']

function parse(args: readonly string[], options: Options, usage: string) {
  try {
    return parseArgs({ args: [...args], options: options ?? {}, allowPositionals: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const reason = error.message.split('. ')[0]
    throw new ArgumentsError(`${reason}. Usage: ${usage}`, { cause: error })
  }
}
