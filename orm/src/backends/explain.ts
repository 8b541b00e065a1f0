import { NotSupportedError, ValueError } from '../errors.ts'

/**
 * The name of a plan's format in SQL, which takes no parameter there; undefined when none was asked for.
 * @throws ValueError for a format that is not among those of the database
 */
export function planFormat(format: string | undefined, allowed: readonly string[]): string | undefined {
  if (format === undefined) return undefined
  const name = format.toUpperCase()
  if (allowed.includes(name)) return name
  if (allowed.length === 0) throw new NotSupportedError('The plans of this database have no formats to choose from.')
  throw new ValueError(`${format} is not a recognized format. Allowed formats: ${allowed.join(', ')}`)
}
