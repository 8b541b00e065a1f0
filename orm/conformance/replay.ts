import { type Database, DoesNotExist, withTimeZone } from '../src/index.ts'
import { matches, matchesUnordered } from './compare.ts'
import { captured, StatementCount } from './counting.ts'
import { isRefusal, type Mismatch } from './deviation.ts'
import { findDeviation } from './deviations.ts'
import { isEquivalent } from './errors.ts'
import { type Expectation, isObject, type Json, Unsupported, type Vector, type VectorFile } from './format.ts'
import { replayCase } from './laziness.ts'
import { declareModels } from './models.ts'
import { Names } from './names.ts'
import { evaluate, WRITING } from './operations.ts'
import { buildQuery } from './queries.ts'
import { runScript } from './script.ts'
import { Session, type World } from './session.ts'
import { type State, Tables } from './tables.ts'

/** What this package answered to a vector. */
export interface Answer {
  readonly result?: unknown
  readonly results?: readonly unknown[]
  readonly error?: unknown
  readonly queries: number
  readonly state?: State
  readonly remaining?: Record<string, unknown[]>
}

/** How one vector went. `note` names the feature that is missing, or the rule and decision of a deviation. */
export interface Outcome {
  readonly id: string
  readonly group: string
  readonly status: 'passed' | 'failed' | 'deviation' | 'unsupported'
  readonly note?: string
  readonly expected?: unknown
  readonly got?: unknown
}

/** Replay a whole file on one database; the tables that the file names are made anew there, and dropped at the end. */
export async function* replayFile(file: VectorFile, db: Database): AsyncGenerator<Outcome> {
  const names = new Names()
  const world: World = { file, names, models: declareModels(file, names), db }
  const tables = new Tables(world)
  await tables.reset()
  try {
    for (const vector of file.vectors ?? []) yield await db.run(() => replayVector(vector, world, tables))
    for (const described of file.cases ?? []) yield await db.run(() => replayCase(described, world, tables))
  } finally {
    await tables.drop()
  }
}

async function replayVector(vector: Vector, world: World, tables: Tables): Promise<Outcome> {
  const [outcome, events] = await captured(world.db, () => outcomeOf(vector, world, tables))
  if (WRITING.has(vector.op ?? 'list')) await tables.restore(events)
  return outcome
}

async function outcomeOf(vector: Vector, world: World, tables: Tables): Promise<Outcome> {
  const writes = WRITING.has(vector.op ?? 'list')
  try {
    const answer = await withTimeZone(vector.settings?.time_zone ?? 'UTC', () => run(vector, world))
    return judge(vector, writes ? await withState(answer, tables) : answer, world)
  } catch (error) {
    if (error instanceof Unsupported)
      return { id: vector.id, group: vector.group, status: 'unsupported', note: error.feature }
    // One vector that this runner cannot carry out must not hide how the others went.
    return { id: vector.id, group: vector.group, status: 'failed', note: `could not be run: ${String(error)}` }
  }
}

async function run(vector: Vector, world: World): Promise<Answer> {
  const session = new Session(world)
  try {
    await session.fetchInstances([vector.steps ?? [], vector.args ?? null])
  } catch (error) {
    if (error instanceof DoesNotExist) return { error, queries: 0 }
    throw error
  }
  const [answer, events] = await captured(world.db, () => answerOf(vector, session))
  return { ...answer, queries: new StatementCount(events).count }
}

async function answerOf(vector: Vector, session: Session): Promise<Omit<Answer, 'queries'>> {
  try {
    if (vector.op === 'script') return { results: await runScript(vector.script ?? [], session) }
    const queryset = buildQuery(vector, session)
    return { result: await evaluate(queryset, vector.op ?? 'list', vector.args ?? null, session) }
  } catch (error) {
    if (error instanceof Unsupported) throw error
    return { error }
  }
}

async function withState(answer: Answer, tables: Tables): Promise<Answer> {
  const state = await tables.difference()
  return { ...answer, state, remaining: await tables.remaining(state) }
}

function judge(vector: Vector, answer: Answer, world: World): Outcome {
  const { id, group } = vector
  const expectations = binding(vector, world.db.backend.name)
  let first: { expected: Expectation; mismatch: Mismatch } | undefined
  for (const expected of expectations) {
    const mismatch = findMismatch(vector, expected, answer)
    if (mismatch === undefined) return { id, group, status: 'passed' }
    const deviation = findDeviation({ vector, expected, answer, mismatch, world })
    if (deviation) return { id, group, status: 'deviation', note: `${deviation.rule} (decision ${deviation.decision})` }
    first ??= { expected, mismatch }
  }
  return {
    id,
    group,
    status: 'failed',
    note: first?.mismatch ?? 'no expectation',
    expected: first?.expected,
    got: answer,
  }
}

/**
 * The expectations of which one must be met. Where Django's back ends disagree the PostgreSQL answer counts
 * (decision 004), but for writes, where each database has its own limits and its own automatic keys after a rollback,
 * and for statements that PostgreSQL refuses because of their types.
 */
function binding(vector: Vector, database: string): Expectation[] {
  const isOwn = WRITING.has(vector.op ?? 'list') || isRefusal(vector.expect.postgresql)
  const own = isOwn ? [vector.expect[database]] : []
  const candidates = [vector.expect['*'], vector.expect.postgresql, ...own]
  return candidates.filter(candidate => candidate !== undefined)
}

function findMismatch(vector: Vector, expected: Expectation, answer: Answer): Mismatch | undefined {
  if (!sameError(expected, answer)) return 'error'
  if (expected.result !== undefined && !sameResult(vector, expected.result, answer.result)) return 'result'
  if (expected.results !== undefined && !matches(expected.results, answer.results)) return 'result'
  if (expected.state !== undefined && !sameParts(expected.state, answer.state)) return 'state'
  if (expected.remaining !== undefined && !sameLists(expected.remaining, answer.remaining)) return 'remaining'
  const counted = vector.count_queries && !WRITING.has(vector.op ?? 'list')
  return counted && expected.queries !== undefined && expected.queries !== answer.queries ? 'queries' : undefined
}

function sameError(expected: Expectation, answer: Answer): boolean {
  if (expected.error === undefined) return answer.error === undefined
  return answer.error !== undefined && isEquivalent(answer.error, expected.error)
}

const UNORDERED_OPS = new Set(['list', 'objects', 'iterator'])

function sameResult(vector: Vector, expected: Json, actual: unknown): boolean {
  const unordered = UNORDERED_OPS.has(vector.op ?? 'list') && vector.ordered !== true
  if (unordered && Array.isArray(expected) && Array.isArray(actual)) return matchesUnordered(expected, actual)
  return matches(expected, actual)
}

function sameParts(expected: Json, actual: unknown): boolean {
  return sameObjects(expected, actual, sameLists)
}

function sameLists(expected: Json, actual: unknown): boolean {
  return sameObjects(expected, actual, (a, b) => Array.isArray(a) && Array.isArray(b) && matchesUnordered(a, b))
}

function sameObjects(expected: Json, actual: unknown, same: (expected: Json, actual: unknown) => boolean): boolean {
  if (!isObject(expected) || !isObject(actual)) return false
  const keys = Object.keys(expected)
  return (
    keys.length === Object.keys(actual).length && keys.every(key => same(expected[key] ?? null, actual[key] ?? null))
  )
}
