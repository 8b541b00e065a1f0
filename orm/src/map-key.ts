/** What stands for a key in a Map or Set: keys that are equal in the database but not by identity become one text. */
export function mapKey(key: unknown): unknown {
  if (typeof key === 'number' || typeof key === 'string') return key
  return key instanceof Date ? key.toISOString() : String(key)
}
