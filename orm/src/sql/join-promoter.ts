import type { Connector } from '../q.ts'
import type { Tables } from './tables.ts'

/**
 * Decides which joins of one level of a condition must be outer and which may be inner, from the votes of its
 * children: every child names the joins without which it cannot be true.
 */
export class JoinPromoter {
  readonly #votes = new Map<string, number>()
  readonly #disjunctive: boolean
  readonly #exclusive: boolean
  readonly #children: number

  /** @param negated whether the level stands under an odd number of negations: AND then behaves as OR and back. */
  constructor(connector: Connector, children: number, negated: boolean) {
    this.#disjunctive = connector === (negated ? 'AND' : 'OR')
    this.#exclusive = connector === 'XOR'
    this.#children = children
  }

  addVotes(aliases: Iterable<string>): void {
    for (const alias of aliases) this.#votes.set(alias, (this.#votes.get(alias) ?? 0) + 1)
  }

  /** Change the joins; the ones that are needed come back as votes for the level above. */
  update(tables: Tables): Set<string> {
    const promote = new Set<string>()
    const demote = new Set<string>()
    for (const [alias, votes] of this.#votes) {
      // An inner join that only one side of OR needs would drop the rows of the other side; under XOR a row without a
      // partner may always count.
      const dispensable = this.#exclusive || (this.#disjunctive && votes < this.#children)
      ;(dispensable ? promote : demote).add(alias)
    }
    tables.promote(promote)
    tables.demote(demote)
    return demote
  }
}
