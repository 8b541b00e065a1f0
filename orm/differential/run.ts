import { parseArgs } from 'node:util'
import { connect } from '../src/index.ts'
import { openDatabases, search } from './search.ts'

const USAGE = 'Usage: npm run differential -- [--seed N] [--count M] [--most FAILURES] [--database URL]…'

/** Compare random queries on every database that answers and with a plain evaluation; exit code 1 when any differ. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '1000' },
      most: { type: 'string', default: '5' },
      database: { type: 'string', multiple: true },
    },
  })
  const [seed, count, most] = [values.seed, values.count, values.most].map(Number) as [number, number, number]
  if (![seed, count, most].every(Number.isInteger)) {
    console.error(USAGE)
    return 2
  }
  const schema = `differential_${process.pid}`
  const urls = values.database ?? defaultDatabases()
  const own = await Promise.all(urls.map(url => ownSchema(url, schema)))
  const databases = await openDatabases(own)
  try {
    const { asked, plain, failures } = await search(databases, { seed, count, most })
    for (const failure of failures) console.log(`${failure}\n`)
    const names = databases.map(db => db.backend.name).join(', ')
    console.log(
      `${asked} queries on ${names}, ${plain} evaluated plainly, too: ${failures.length} differ (seed ${seed})`,
    )
    return failures.length > 0 ? 1 : 0
  } finally {
    for (const db of databases) await db.close()
    for (const url of urls) await dropSchema(url, schema)
  }
}

/** SQLite in memory, and the servers that tests are told about. */
function defaultDatabases(): string[] {
  const servers = [process.env.TEST_POSTGRES_URL, process.env.TEST_MYSQL_URL]
  return ['sqlite::memory:', ...servers.filter(url => url !== undefined)]
}

/** Make a schema on a server, so that nothing that is there is touched; answers the URL that leads into it. */
async function ownSchema(url: string, schema: string): Promise<string> {
  if (url.startsWith('sqlite:')) return url
  await execute(url, `CREATE SCHEMA ${schema}`)
  const own = new URL(url)
  if (own.protocol === 'mysql:') own.pathname = schema
  else own.searchParams.set('options', `-c search_path=${schema}`)
  return own.href
}

async function dropSchema(url: string, schema: string): Promise<void> {
  if (url.startsWith('sqlite:')) return
  await execute(url, `DROP SCHEMA ${schema}${url.startsWith('mysql') ? '' : ' CASCADE'}`)
}

async function execute(url: string, sql: string): Promise<void> {
  const db = await connect(url, { poolSize: 1 })
  await db.execute(sql)
  await db.close()
}

process.exitCode = await main()
