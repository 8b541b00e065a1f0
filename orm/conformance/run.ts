import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { inspect, parseArgs } from 'node:util'
import { connect } from '../src/index.ts'
import { parseFile } from './format.ts'
import { type Outcome, replayFile } from './replay.ts'
import { Report } from './report.ts'

const USAGE = 'Usage: npm run conformance -- [--database URL]… [--quiet] FILE…'

/** Replay files on every database asked for; the exit code is 1 when anything answered otherwise than expected. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { database: { type: 'string', multiple: true }, quiet: { type: 'boolean', default: false } },
  })
  if (positionals.length === 0) {
    console.error(USAGE)
    return 2
  }
  const report = new Report()
  for (const url of values.database ?? defaultDatabases()) {
    for (const path of positionals) await replayPath(path, url, report, values.quiet)
  }
  console.log(report.summary())
  return report.failed > 0 ? 1 : 0
}

/** SQLite in memory, and the servers that tests are told about. */
function defaultDatabases(): string[] {
  const servers = [process.env.TEST_POSTGRES_URL, process.env.TEST_MYSQL_URL]
  return ['sqlite::memory:', ...servers.filter(url => url !== undefined)]
}

async function replayPath(path: string, url: string, report: Report, quiet: boolean): Promise<void> {
  const file = parseFile(await readFile(path, 'utf8'))
  // The expectations are what a database answers, so it is left to the database what it takes (decision 010).
  const db = await connect(url, { timeZone: 'UTC', validate: false })
  try {
    const section = `${basename(path)} on ${db.backend.name}`
    for await (const outcome of replayFile(file, db)) {
      report.add(section, outcome)
      if (outcome.status === 'failed' && !quiet) console.log(describe(section, outcome))
    }
  } finally {
    await db.close()
  }
}

function describe(section: string, { id, group, note, expected, got }: Outcome): string {
  const show = (value: unknown): string => inspect(value, { depth: 8, breakLength: 160, maxArrayLength: 200 })
  return `✗ ${id} [${group}] ${section}: ${note ?? ''}\n  expected ${show(expected)}\n  got      ${show(got)}\n`
}

process.exitCode = await main()
