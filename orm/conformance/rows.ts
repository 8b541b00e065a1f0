import { DoesNotExist } from '../src/index.ts'
import { call, isInstance } from './dynamic.ts'
import { isObject } from './format.ts'
import type { Session } from './session.ts'

/** Write a row as the file does: an object by its key, `values()` with Django's names, the rest as it is. */
export function encodeRow(row: unknown, session: Session): unknown {
  if (row === null || row === undefined) return null
  if (isInstance(row)) return row.pk
  if (Array.isArray(row)) return row.map(item => encodeRow(item, session))
  if (row instanceof Date || !isObject(row)) return row
  const { names } = session.world
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [names.toFile(key), encodeRow(value, session)]))
}

/**
 * Follow paths from an object: `author.name` through relations, null when something on the way is null; `tags[]` are
 * the sorted keys of a manager or list, `tags[=]` the keys in given order. A missing reverse one-to-one ends the path.
 */
export async function readAttributes(row: unknown, paths: readonly string[], session: Session): Promise<unknown[]> {
  const values: unknown[] = []
  for (const path of paths) values.push(await readPath(row, path, session))
  return values
}

async function readPath(row: unknown, path: string, session: Session): Promise<unknown> {
  let value = row
  for (const segment of path.split('.')) {
    if (value === null || value === undefined) return null
    const list = /^(.*)\[(=?)\]$/.exec(segment)
    if (list) return readKeys(property(value, list[1] ?? '', session), list[2] === '=')
    try {
      value = await property(value, segment, session)
    } catch (error) {
      if (error instanceof DoesNotExist) return { $error: 'RelatedObjectDoesNotExist' }
      throw error
    }
  }
  return encodeRow(value, session)
}

function property(target: unknown, name: string, session: Session): unknown {
  return (target as Readonly<Record<string, unknown>>)[session.world.names.toOurs(name)]
}

async function readKeys(related: unknown, givenOrder: boolean): Promise<unknown[]> {
  const rows = (Array.isArray(related) ? related : await call(related, 'all')) as readonly unknown[]
  const keys = rows.map(row => (isInstance(row) ? row.pk : row))
  return givenOrder ? keys : keys.sort(byValue)
}

function byValue(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a) < String(b) ? -1 : 1
}
