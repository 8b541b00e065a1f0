import assert from 'node:assert/strict'
import type { Recipe } from '../../accounts/hashing/job.ts'
import { type Hasher, HashPool } from '../../accounts/hashing/pool.ts'

/** Counts what a real hasher is asked to do. */
export class CountingHasher implements Hasher {
  readonly #hasher = new HashPool({ threads: 1 })
  count = 0
  hash(text: string, recipe: Recipe): Promise<string> {
    this.count++
    return this.#hasher.hash(text, recipe)
  }
  verify(text: string, hash: string): Promise<boolean> {
    this.count++
    assert.match(hash, /^\$2b\$04\$/, 'the work is that of the current cost')
    return this.#hasher.verify(text, hash)
  }
  close(): Promise<void> {
    return this.#hasher.close()
  }
}
