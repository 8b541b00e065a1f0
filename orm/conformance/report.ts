import type { Outcome } from './replay.ts'

type Counts = Record<Outcome['status'], number>

/** Counts outcomes by file and database, and names what is missing or deliberately different. */
export class Report {
  readonly #sections = new Map<string, Counts>()
  readonly #notes = { unsupported: new Map<string, number>(), deviation: new Map<string, number>() }

  get failed(): number {
    return [...this.#sections.values()].reduce((sum, counts) => sum + counts.failed, 0)
  }

  /** Missing features and how many vectors need each. */
  get unsupported(): ReadonlyMap<string, number> {
    return this.#notes.unsupported
  }

  add(section: string, outcome: Outcome): void {
    const counts = this.#sections.get(section) ?? { passed: 0, failed: 0, deviation: 0, unsupported: 0 }
    counts[outcome.status]++
    this.#sections.set(section, counts)
    if (outcome.status !== 'unsupported' && outcome.status !== 'deviation') return
    const notes = this.#notes[outcome.status]
    notes.set(outcome.note ?? '', (notes.get(outcome.note ?? '') ?? 0) + 1)
  }

  summary(): string {
    const lines = [...this.#sections].map(
      ([section, { passed, failed, deviation, unsupported }]) =>
        `${section}: ${passed} passed, ${failed} failed, ${deviation} deliberately different, ${unsupported} not yet supported`,
    )
    for (const [feature, count] of this.#notes.unsupported) lines.push(`  not yet supported: ${feature} (${count})`)
    for (const [rule, count] of this.#notes.deviation) lines.push(`  deliberately different: ${rule} (${count})`)
    return lines.join('\n')
  }
}
