import type { Model } from './model.ts'
import type { Relation } from './relation.ts'

/** The manager of the objects that are related to one instance. */
export function relatedManager(instance: Model, relation: Relation): unknown {
  return [instance, relation]
}
