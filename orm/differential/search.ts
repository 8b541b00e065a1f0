import { connect, createTables, type Database } from '../src/index.ts'
import { type Answers, agree, ask, askAnew } from './check.ts'
import { makeWorld, storeWorld } from './data.ts'
import { makePlan } from './generate.ts'
import { MODELS } from './models.ts'
import { print } from './print.ts'
import { Random } from './random.ts'
import { type Case, shrink } from './shrink.ts'

/** Queries that are asked about the same rows. */
const QUERIES_PER_WORLD = 50

/** How far a search has come. */
export interface Progress {
  readonly asked: number
  /** Queries that the plain evaluation answered, too. */
  readonly plain: number
  readonly failures: readonly string[]
}

/** Open databases and make the tables of the small world in them. */
export async function openDatabases(urls: readonly string[]): Promise<Database[]> {
  const models = Object.values(MODELS)
  return Promise.all(
    urls.map(async url => {
      const db = await connect(url, { models, timeZone: 'UTC', synchronous: 'NORMAL' })
      await createTables(db, models)
      return db
    }),
  )
}

/** Ask `count` random queries, all made of one seed; failures are described with the smallest query that shows them. */
export async function search(
  databases: readonly Database[],
  { seed, count, most = 5 }: { readonly seed: number; readonly count: number; readonly most?: number },
): Promise<Progress> {
  const random = new Random(seed)
  const failures: string[] = []
  let plain = 0
  let asked = 0
  while (asked < count && failures.length < most) {
    const world = makeWorld(random)
    for (const db of databases) await storeWorld(db, world)
    for (let i = 0; i < QUERIES_PER_WORLD && asked < count && failures.length < most; i++) {
      const given: Case = { plan: makePlan(random), world }
      const answers = await ask(given, databases)
      asked += 1
      plain += Number(answers.has('plain'))
      if (agree(answers)) continue
      failures.push(await describe(given, databases))
      for (const db of databases) await storeWorld(db, world)
    }
  }
  return { asked, plain, failures }
}

async function describe(failing: Case, databases: readonly Database[]): Promise<string> {
  const fails = async (smaller: Case) => !agree(await askAnew(smaller, databases))
  const smallest = await shrink(failing, fails)
  const answers = await askAnew(smallest, databases)
  return [print(smallest.plan), ...answerLines(answers), `rows: ${JSON.stringify(smallest.world)}`].join('\n')
}

function answerLines(answers: Answers): string[] {
  return [...answers].map(([name, answer]) => `${name}: ${JSON.stringify(answer)}`)
}
