/** Environment variables as Node gives them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** One variable as `--help` describes it. */
export interface Variable {
  readonly name: string
  readonly fallback: string
  readonly help: string
}

/** A setting that cannot be used; the message is one line for the operator and never shows the value. */
export class SettingsError extends Error {
  readonly code = 'SETTINGS'
  readonly variable: string
  constructor(variable: string, reason: string, options?: ErrorOptions) {
    super(`${variable} ${reason}`, options)
    this.variable = variable
  }
  override get name(): string {
    return 'SettingsError'
  }
}

/** Check that a text is one of the allowed words, and say which those are when it is not. */
export function oneOf<T extends string>(variable: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find(word => word === text)
  if (found === undefined) throw new SettingsError(variable, `must be one of: ${allowed.join(', ')}`)
  return found
}

/** Reads variables one by one; an empty variable counts as unset, as it does in compose files. */
export class Reader {
  readonly #env: Environment
  constructor(env: Environment) {
    this.#env = env
  }

  optional(name: string): string | undefined {
    const text = this.#env[name]?.trim()
    return text === '' ? undefined : text
  }

  text(name: string, fallback: string, form = /^[^\0]+$/, allowed = 'a text without NUL'): string {
    const text = this.optional(name) ?? fallback
    if (!form.test(text)) throw new SettingsError(name, `must be ${allowed}`)
    return text
  }

  integer(name: string, fallback: number, least: number, most: number): number {
    const text = this.optional(name)
    if (text === undefined) return fallback
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= least && value <= most)) {
      throw new SettingsError(name, `must be a whole number from ${least} to ${most}`)
    }
    return value
  }

  /** Read one of several words; those in `refused` are known, and not allowed in production. */
  choice<T extends string>(name: string, allowed: readonly T[], fallback: T, refused: readonly T[] = []): T {
    const value = oneOf(name, this.optional(name) ?? fallback, allowed)
    if (!refused.includes(value)) return value
    const left = allowed.filter(word => !refused.includes(word))
    throw new SettingsError(name, `must not be ${value} when NODE_ENV=production; allowed: ${left.join(', ')}`)
  }

  list(name: string): string[] {
    const parts = (this.optional(name) ?? '').split(',')
    return parts.map(part => part.trim()).filter(part => part !== '')
  }
}
