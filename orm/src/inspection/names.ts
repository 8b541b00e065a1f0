import { RESERVED_NAMES } from '../meta.ts'

/** Words of a name in any spelling: `auth_user`, `AuthUser`, `auth-user`. */
function words(name: string): string[] {
  return name.match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? []
}

/** Name a class after a table: `auth_user` → `AuthUser`. */
export function className(table: string): string {
  const joined = words(table).map(capitalize).join('')
  return /^\p{ID_Start}/u.test(joined) ? joined : `Table${joined}`
}

/** Name a property after a column: `is_staff` → `isStaff`. */
export function propertyName(column: string): string {
  const joined = words(column).map(capitalize).join('')
  const name = joined.charAt(0).toLowerCase() + joined.slice(1)
  return /^\p{ID_Start}/u.test(name) ? name : `column${capitalize(name)}`
}

export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Hands out names, each once. */
export class Names {
  readonly #taken = new Set<string>()

  /** Take the first of these names that is free, or the last one with a number. `also` says what else it occupies. */
  take(candidates: readonly string[], also: (name: string) => readonly string[] = () => []): string {
    const isFree = (name: string) =>
      ![name, ...also(name)].some(each => this.#taken.has(each) || RESERVED_NAMES.has(each))
    const numbered = (number: number): string => {
      const name = `${candidates.at(-1)}${number}`
      return isFree(name) ? name : numbered(number + 1)
    }
    const name = candidates.find(isFree) ?? numbered(2)
    for (const each of [name, ...also(name)]) this.#taken.add(each)
    return name
  }
}
