type Write = (args: readonly string[]) => string

/** The digest of a text as hexadecimal digits. */
function digest(name: string): Write {
  return ([text]) => `ENCODE(${name}(CONVERT_TO(${text}, 'UTF8')), 'hex')`
}

/** Functions of doubles that PostgreSQL has for numeric alone. */
function exact(name: string, places?: boolean): Write {
  return ([first, second]) => `${name}((${first})::numeric, (${second})::${places ? 'integer' : 'numeric'})`
}

const WRITERS: Readonly<Record<string, Write>> = {
  SHA224: digest('SHA224'),
  SHA256: digest('SHA256'),
  SHA384: digest('SHA384'),
  SHA512: digest('SHA512'),
  MOD: exact('MOD'),
  LOG: exact('LOG'),
  ROUND: exact('ROUND', true),
}

/** Write the call of a function; most are PostgreSQL's own. */
export function call(name: string, args: readonly string[]): string {
  return WRITERS[name]?.(args) ?? `${name}(${args.join(', ')})`
}
