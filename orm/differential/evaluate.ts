import type { Meta } from '../src/meta.ts'
import type { Row, World } from './data.ts'
import { comparable, isOrdered } from './execute.ts'
import { type Combination, type Followed, Joins, type Place } from './joins.ts'
import type { AggregateCall, Condition, Plan, Step } from './plan.ts'
import { all, compare, datePart, look, not, odd, some, type Truth } from './truth.ts'

/** Thrown for what has no plain evaluation: the databases are compared with each other alone. */
export class NotPlain extends Error {}

/** The answer to a plan, found by trying every combination of rows. @throws NotPlain */
export function evaluate(plan: Plan, world: World): unknown {
  return new Evaluation(plan, world).result()
}

/** The models that the conditions of one call go through: those that ask for any related row, and the others. */
class Met {
  readonly inside = new Set<Meta>()
  readonly outside = new Set<Meta>()

  /** Django ties both when they meet in one table: then they are about one row, which has no plain words. */
  get isTied(): boolean {
    return !this.inside.isDisjointFrom(this.outside)
  }
}

/** A test of one combination of rows. */
type Test = (of: Combination) => Truth

interface Context {
  /** There is a negation above. */
  readonly negated: boolean
  /** Their number is odd. */
  readonly odd: boolean
  readonly reuse: Set<number>
  readonly met: Met
}

interface ResultRow {
  readonly base: Row
  readonly computed?: unknown
}

class Evaluation {
  readonly plan: Plan
  readonly joins: Joins
  #rows: readonly ResultRow[] | undefined
  #values: readonly string[] | undefined

  constructor(plan: Plan, world: World) {
    this.plan = plan
    this.joins = new Joins(world, plan.model)
  }

  result(): unknown {
    for (const step of this.plan.steps) this.#apply(step)
    const { end } = this.plan
    if (end.do === 'aggregate') return this.#whole(end.call)
    const rows = this.rows
    if (end.do === 'count') return comparable(rows.length)
    if (end.do === 'exists') return comparable(rows.length > 0)
    const shown = rows.map(row => comparable(this.#shown(row)))
    return isOrdered(this.plan) ? shown : shown.sort()
  }

  get rows(): readonly ResultRow[] {
    return this.#rows ?? this.joins.combinations.map(({ base }) => ({ base }))
  }

  #apply(step: Step): void {
    if (this.#values) throw new NotPlain('steps after values()')
    switch (step.do) {
      case 'filter':
      case 'exclude':
        this.#filter(step.condition, step.do === 'exclude')
        return
      case 'annotate':
        this.#annotate(step.call)
        return
      case 'values':
        this.#values = step.names
        return
      case 'orderBy':
        this.#rows = this.rows.toSorted((a, b) => this.#order(step.terms, a.base, b.base))
        return
      case 'reverse':
        this.#rows = this.rows.toReversed()
        return
      case 'slice':
        this.#rows = this.rows.slice(step.from, step.to)
        return
      case 'distinct':
        this.#rows = [...new Map(this.rows.map(row => [row.base, row])).values()]
        return
      default:
        throw new NotPlain(step.do)
    }
  }

  #filter(condition: Condition, negated: boolean): void {
    if ('key' in condition && condition.key.startsWith('computed__')) this.#filterComputed(condition)
    else this.#narrow(negated ? { not: condition } : condition)
  }

  #narrow(condition: Condition): void {
    if (this.#rows) throw new NotPlain('a filter after the rows are known')
    const met = new Met()
    const given = this.#test(condition, {
      negated: false,
      odd: false,
      reuse: new Set(),
      met,
    })
    if (met.isTied) throw new NotPlain('one related row for conditions inside and outside of a negation')
    this.joins.combinations = this.joins.combinations.filter(of => given(of) === true)
  }

  #filterComputed(condition: Extract<Condition, { key: string }>): void {
    const lookup = condition.key.slice('computed__'.length)
    const wanted = 'value' in condition ? condition.value : null
    this.#rows = this.rows.filter(row => look(lookup, row.computed, wanted, 'integer') === true)
  }

  #test(condition: Condition, context: Context): Test {
    if ('not' in condition) {
      const inner = this.#test(condition.not, { ...context, negated: true, odd: !context.odd })
      return of => not(inner(of))
    }
    if ('join' in condition) {
      const tests = condition.parts.map(part => this.#test(part, context))
      const joined = { and: all, or: some, xor: odd }[condition.join]
      return of => joined(tests.map(test => test(of)))
    }
    return this.#comparison(condition, context)
  }

  /** Inside of a negation, a condition over a relation to many asks whether any related row meets it. */
  #comparison(condition: Extract<Condition, { key: string }>, context: Context): Test {
    const names = condition.key.split('__')
    const probe = new Joins(this.joins.world, this.plan.model).follow(names, null)
    if (context.negated && probe.many) {
      for (const meta of probe.through) context.met.inside.add(meta)
      return this.#exists(condition, names, probe)
    }
    for (const meta of probe.through) context.met.outside.add(meta)
    const followed = this.joins.follow(names, context.reuse)
    const test = (of: Combination) => this.#look(condition, followed, followed.place.row(of), of.base)
    // NOT (x = y) is true where x is NULL: inside of a negation nothing is unknown.
    return context.odd ? of => test(of) === true : test
  }

  #exists(condition: Extract<Condition, { key: string }>, names: readonly string[], probe: Followed): Test {
    const missing = 'value' in condition && (condition.value === null || probe.rest.at(-1) === 'isnull')
    if (missing) throw new NotPlain('the absence of related rows inside of a negation')
    return ({ base }) => this.joins.ends(base, names).some(row => this.#look(condition, probe, row, base) === true)
  }

  #look(condition: Extract<Condition, { key: string }>, followed: Followed, row: Row | null, base: Row): Truth {
    const { place, field, rest } = followed
    const column = field ?? place.meta.pk
    const value = row === null ? null : (row[column.attname] ?? null)
    const wanted = 'field' in condition ? (base[condition.field] ?? null) : condition.value
    const part = rest[0] !== undefined && datePart(rest[0], '2000-01-01') !== null ? rest[0] : undefined
    const lookup = rest[part ? 1 : 0] ?? 'exact'
    const seen = part ? datePart(part, value) : value
    if (lookup === 'exact' && 'value' in condition && wanted === null) return seen === null
    return look(lookup, seen, wanted, part ? 'integer' : column.kind)
  }

  #annotate(call: AggregateCall): void {
    const { values, test } = this.#aggregated(call)
    const groups = new Map<Row, Combination[]>()
    for (const of of this.joins.combinations) groups.set(of.base, [...(groups.get(of.base) ?? []), of])
    this.#rows = [...groups].map(([base, members]) => ({
      base,
      computed: reduce(call, members.filter(test).map(values)),
    }))
  }

  #whole(call: AggregateCall): string {
    if (this.#rows) throw new NotPlain('an aggregate over a subquery')
    const { values, test } = this.#aggregated(call)
    return comparable({ [call.name]: reduce(call, this.joins.combinations.filter(test).map(values)) })
  }

  #aggregated(call: AggregateCall): { values: (of: Combination) => unknown; test: (of: Combination) => boolean } {
    if (this.#rows) throw new NotPlain('an aggregate of known rows')
    const { place, field } = this.joins.follow(call.path.split('__'), null)
    const column = field ?? place.meta.pk
    const values = (of: Combination): unknown => shownValue(place.row(of)?.[column.attname] ?? null, column.kind)
    if (!call.filter) return { values, test: () => true }
    const met = new Met()
    const context = { negated: false, odd: false, reuse: new Set<number>(), met }
    const test = this.#test(call.filter, context)
    if (met.outside.size > 0 || met.inside.size > 0) throw new NotPlain('an aggregate over some related rows of others')
    return { values, test: of => test(of) === true }
  }

  #order(terms: readonly string[], a: Row, b: Row): number {
    for (const term of terms) {
      const descending = term.startsWith('-')
      const [left, right] = [this.#read(term.replace(/^-/, ''), a), this.#read(term.replace(/^-/, ''), b)]
      const order = compareNullable(left.value, right.value, left.kind)
      if (order !== 0) return descending ? -order : order
    }
    return 0
  }

  /** The value at the end of a path without relations to many. */
  #read(name: string, base: Row): { value: unknown; kind: string } {
    const { place, field } = this.joins.follow(name.split('__'), null)
    const column = field ?? place.meta.pk
    return { value: this.#at(place, base)?.[column.attname] ?? null, kind: column.kind }
  }

  #at(place: Place, base: Row): Row | null {
    return place.row({ base, joined: new Map() })
  }

  #shown(row: ResultRow): unknown {
    const names = this.#values
    if (names) return Object.fromEntries(names.map(name => [name, this.#readShown(name, row.base)]))
    const { fields } = this.joins.base.meta
    const columns = fields.map(({ attname, kind }) => [attname, shownValue(row.base[attname] ?? null, kind)])
    return { ...Object.fromEntries(columns), computed: row.computed }
  }

  #readShown(name: string, base: Row): unknown {
    const { value, kind } = this.#read(name, base)
    return shownValue(value, kind)
  }
}

function shownValue(value: unknown, kind: string): unknown {
  return kind === 'datetime' && value !== null ? new Date(String(value)) : value
}

/** NULL is larger than every value. */
function compareNullable(left: unknown, right: unknown, kind: string): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  return compare(left, right, kind)
}

function reduce({ aggregate, distinct }: AggregateCall, given: readonly unknown[]): unknown {
  const present = given.filter(value => value !== null)
  const values = distinct ? [...new Map(present.map(value => [comparable(value), value])).values()] : present
  if (aggregate === 'Count') return values.length
  if (values.length === 0) return null
  const sum = values.reduce<number>((total, value) => total + Number(value), 0)
  if (aggregate === 'Sum') return sum
  if (aggregate === 'Avg') return sum / values.length
  const sorted = values.toSorted((a, b) => compareShown(a, b))
  return sorted.at(aggregate === 'Min' ? 0 : -1)
}

function compareShown(left: unknown, right: unknown): number {
  if (typeof left === 'number' || left instanceof Date) return Number(left) - Number(right)
  const numeric = /^-?\d+\.\d\d$/.test(String(left)) && /^-?\d+\.\d\d$/.test(String(right))
  return compare(left, right, numeric ? 'decimal' : 'char')
}
