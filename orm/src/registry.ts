import { ForeignKeyField } from './fields/foreign-key.ts'
import type { ManyToManyField } from './fields/many-to-many.ts'
import type { Meta } from './meta.ts'
import type { Relation } from './relation.ts'

type Declaration = ForeignKeyField | ManyToManyField

/** Declarations whose target has not been seen yet: its class may be evaluated later than the one that names it. */
let waiting: Declaration[] = []

/** Note the relations of a new model; their reverse sides appear when the targets can be reached. */
export function declareRelations(declarations: readonly Declaration[]): void {
  waiting.push(...declarations)
}

/** Tie waiting relations to their targets, as far as those exist by now. */
export function settleRelations(): void {
  if (waiting.length === 0) return
  const unreachable: Declaration[] = []
  while (waiting.length > 0) {
    const open = waiting
    // Emptied first: reaching a target asks for its `meta`, which settles again, and join tables declare keys of theirs.
    waiting = []
    unreachable.push(...open.filter(declaration => !settled(declaration)))
  }
  waiting = unreachable
}

function settled(declaration: Declaration): boolean {
  const target = reach(declaration)
  if (!target) return false
  target.addReverse(declaration.reverseRelation as Relation)
  if (!(declaration instanceof ForeignKeyField)) declaration.through
  return true
}

function reach(declaration: Declaration): Meta | undefined {
  try {
    return declaration.target
  } catch (error) {
    // `class Post` is named before it is evaluated; asked again at the next use of any model.
    if (error instanceof ReferenceError) return undefined
    throw error
  }
}
