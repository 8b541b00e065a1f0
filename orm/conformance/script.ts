import { atomic, onCommit, setRollback } from '../src/index.ts'
import { decodeLookups } from './conditions.ts'
import { captured, StatementCount, statementVerbs } from './counting.ts'
import { call, type DynamicInstance, isInstance } from './dynamic.ts'
import { ScriptError } from './errors.ts'
import { decodeOperand } from './expressions.ts'
import { type Action, type Json, type JsonObject, type Query, Unsupported } from './format.ts'
import { camelCase } from './names.ts'
import { evaluate, WRITING } from './operations.ts'
import { applySteps, buildQuery, buildTarget } from './queries.ts'
import { readAttributes } from './rows.ts'
import type { Session } from './session.ts'

/** A list of entries that an error cut short; the error goes on outward. */
class Interrupted extends Error {
  readonly entries: readonly unknown[]
  override readonly cause: Error
  constructor(entries: readonly unknown[], cause: Error) {
    super(cause.message)
    this.entries = entries
    this.cause = cause
  }
}

/** Run the actions of a script in order; an error that nothing catches is the last entry. */
export async function runScript(actions: readonly Action[], session: Session): Promise<unknown[]> {
  try {
    return await runBody(actions, session)
  } catch (error) {
    if (error instanceof Interrupted) return [...error.entries]
    throw error
  }
}

async function runBody(actions: readonly Action[], session: Session): Promise<unknown[]> {
  const entries: unknown[] = []
  for (const action of actions) {
    try {
      entries.push(await runAction(action, session))
    } catch (error) {
      throw interrupt(entries, error)
    }
  }
  return entries
}

/** Where the error arose it becomes an entry; further out only the entry of the block around it is added. */
function interrupt(entries: readonly unknown[], error: unknown): unknown {
  if (error instanceof Unsupported || !(error instanceof Error)) return error
  if (error instanceof Interrupted) return new Interrupted([...entries, ...error.entries], error.cause)
  return new Interrupted([...entries, { error }], error)
}

async function runAction(action: Action, session: Session): Promise<unknown> {
  const run = ACTIONS[action.do]
  if (run === undefined) throw new Unsupported(`action ${action.do}`)
  await session.fetchInstances(action)
  return run(action, session)
}

type Run = (action: Action, session: Session) => Promise<unknown>

const ACTIONS: Readonly<Record<string, Run>> = {
  new: async (action, session) => {
    const model = session.model(String(action.model))
    keep(action, new model(lookups(action.fields, session)), session)
    return null
  },
  create: async (action, session) => {
    const { objects } = session.model(String(action.model))
    return keep(action, await call(objects, 'create', lookups(action.fields, session)), session)
  },
  get: async (action, session) => {
    const start = call(session.model(String(action.model)).objects, 'all')
    const queryset = applySteps(start, (action.steps ?? []) as readonly JsonObject[], session)
    return keep(action, await call(queryset, 'get', lookups(action.where, session)), session)
  },
  set: async (action, session) => {
    Object.assign(session.variable(action.on), lookups(action.fields, session))
    return null
  },
  save: async (action, session) => {
    const object = session.variable(action.on)
    const statements = await statementVerbs(session.world.db, () => object.save(saveOptions(action.args, session)))
    return { pk: object.pk, statements }
  },
  delete: async (action, session) => session.variable(action.on).delete(),
  refresh: async (action, session) => {
    const only = action.only as readonly string[] | undefined
    await session.variable(action.on).refreshFromDb(only?.map(field => session.world.names.toOurs(field)))
    return null
  },
  read: async (action, session) =>
    readAttributes(session.variable(action.on), action.attrs as readonly string[], session),
  call: async (action, session) => callRelated(action, session),
  query: async (action, session) => {
    const op = String(action.op ?? 'list')
    const build = WRITING.has(op) ? buildTarget : buildQuery
    return evaluate(build(action.query as unknown as Query, session), op, action.args ?? null, session)
  },
  count_queries: async (action, session) => {
    const [results, events] = await captured(session.world.db, () => runBody(body(action), session))
    return { results, queries: new StatementCount(events) }
  },
  atomic: async (action, session) => runAtomic(action, session),
  try: async (action, session) => {
    try {
      return { try: await runBody(body(action), session) }
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error
      return { try: error.entries, caught: error.cause }
    }
  },
  raise: async () => {
    throw new ScriptError('raised by the script')
  },
  on_commit: async (action, session) => {
    onCommit(() => {
      session.log.push(action.log ?? null)
    })
    return null
  },
  log: async (_, session) => [...session.log],
  set_rollback: async action => {
    setRollback(action.value === true)
    return null
  },
}

async function runAtomic(action: Action, session: Session): Promise<unknown> {
  const options = { using: session.world.db, ...pick(action, 'savepoint'), ...pick(action, 'durable') }
  let finished: readonly unknown[] = []
  const run = async () => {
    finished = await runBody(body(action), session)
    return finished
  }
  try {
    return { atomic: await atomic(run, options) }
  } catch (error) {
    // Deferred constraints speak at the commit, when every action has its entry already.
    const left = interrupt(finished, error)
    if (!(left instanceof Interrupted)) throw left
    throw new Interrupted([{ atomic: left.entries, raised: left.cause }], left.cause)
  }
}

async function callRelated(action: Action, session: Session): Promise<unknown> {
  const { names } = session.world
  const manager = session.variable(action.on)[names.toOurs(String(action.field))]
  const method = camelCase(String(action.call))
  const args = ((action.args ?? []) as readonly Json[]).map(argument => decodeOperand(argument, session))
  requireMethod(manager, method)
  return encodeCall(await call(manager, method, ...callArguments(method, args, action.kwargs, session)))
}

/** Managers of foreign keys that cannot be null have no `remove` and `clear`: Python's AttributeError, our TypeError. */
function requireMethod(manager: unknown, method: string): void {
  if (typeof (manager as Readonly<Record<string, unknown>>)[method] !== 'function') {
    throw new TypeError(`The manager has no method '${method}'.`)
  }
}

/** Our managers take objects where Python takes keywords; `getOrCreate` takes its defaults apart from the rest. */
function callArguments(
  method: string,
  args: readonly unknown[],
  kwargs: Json | undefined,
  session: Session,
): unknown[] {
  if (kwargs === undefined || kwargs === null) return [...args]
  const { defaults, through_defaults, ...rest } = kwargs as JsonObject
  const keywords = lookups(rest, session)
  const options = through_defaults === undefined ? {} : { throughDefaults: lookups(through_defaults, session) }
  const made = lookups(defaults, session)
  if (method === 'getOrCreate') return [keywords, made, options]
  if (method === 'updateOrCreate') return [keywords, made, made, options]
  if (method === 'create') return [keywords, options]
  const named = { ...keywords, ...options }
  return Object.keys(named).length ? [...args, named] : [...args]
}

function encodeCall(answer: unknown): unknown {
  if (Array.isArray(answer) && isInstance(answer[0])) return { pk: answer[0].pk, created: answer[1] }
  if (isInstance(answer)) return answer.pk
  return typeof answer === 'number' || typeof answer === 'boolean' ? answer : null
}

function keep(action: Action, object: unknown, session: Session): unknown {
  session.variables.set(String(action.as), object as DynamicInstance)
  return (object as DynamicInstance).pk
}

function lookups(fields: Json | undefined, session: Session): Record<string, unknown> {
  return decodeLookups((fields ?? {}) as JsonObject, session)
}

function saveOptions(args: Json | undefined, session: Session): object {
  const { names } = session.world
  const { force_insert, force_update, update_fields } = (args ?? {}) as JsonObject
  return {
    ...(force_insert === undefined ? {} : { forceInsert: force_insert }),
    ...(force_update === undefined ? {} : { forceUpdate: force_update }),
    ...(Array.isArray(update_fields) ? { updateFields: update_fields.map(field => names.toOurs(String(field))) } : {}),
  }
}

function body(action: Action): readonly Action[] {
  return action.body as readonly Action[]
}

function pick(action: Action, key: 'savepoint' | 'durable'): object {
  return action[key] === undefined ? {} : { [key]: action[key] }
}
