import type { Model } from './model.ts'
import { loadRelated } from './related-loading.ts'
import type { Relation } from './relation.ts'

/** A related object that is not loaded; awaiting it loads it, for all rows that came with this one. */
export class LazyRelated implements PromiseLike<Model | null> {
  readonly #instance: Model
  readonly #relation: Relation

  constructor(instance: Model, relation: Relation) {
    this.#instance = instance
    this.#relation = relation
  }

  // biome-ignore lint/suspicious/noThenProperty: a related object is awaited like any other value that has to be fetched
  then<A = Model | null, B = never>(
    onfulfilled?: ((value: Model | null) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return loadRelated(this.#instance, this.#relation).then(onfulfilled, onrejected)
  }
}
