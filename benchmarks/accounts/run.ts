/**
 * The blog's accounts and pages beside servers that others would write, interleaved in one run.
 * Usage: `npm ci --prefix benchmarks/accounts`, then `node benchmarks/accounts/run.ts [options]`; `--help` lists them.
 */
import path from 'node:path'
import { hashesPerSecond } from './limit.ts'
import { readSettings, type Settings, USAGE } from './options.ts'
import { describeRun, figureTable, ratioTable } from './report.ts'
import type { Rival } from './rival.ts'
import { Server, temporaryFolder } from './server.ts'
import { type Figures, measure } from './trials.ts'

const FIRST_PORT = 8710
const LIMIT_MS = 4000

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE)
  const settings = readSettings(args)
  const { folder, remove } = temporaryFolder()
  const servers: Server[] = []
  try {
    for (const [number, rival] of settings.rivals.entries()) {
      const server = await startUnlessMissing(rival, FIRST_PORT + 2 * number, path.join(folder, String(number)))
      if (server) servers.push(server)
    }
    await measureAll(servers, settings)
  } finally {
    for (const server of servers) await server.stop()
    remove()
  }
}

async function startUnlessMissing(rival: Rival, port: number, folder: string): Promise<Server | undefined> {
  const missing = rival.missing?.()
  if (missing === undefined) return Server.start(rival, { port, folder })
  console.error(`left out: ${rival.name} ${missing}`)
  return undefined
}

/** In every round each rival once, in an order that rotates, so that noise meets all alike. */
async function measureAll(servers: readonly Server[], settings: Settings): Promise<void> {
  const limit: number[] = []
  const results = new Map<Rival, Figures[]>(servers.map(({ rival }) => [rival, []]))
  for (let round = 0; round <= settings.rounds; round++) {
    const hashes = await hashesPerSecond(LIMIT_MS)
    const first = round % servers.length
    for (const server of [...servers.slice(first), ...servers.slice(0, first)]) {
      const figures = await measure(server, settings)
      if (round > 0) results.get(server.rival)?.push(figures) // round 0 warms up
    }
    if (round > 0) limit.push(hashes)
    process.stderr.write(`round ${round} measured\n`)
  }
  console.log([describeRun(settings, limit), ratioTable(results, limit), figureTable(results)].join('\n\n'))
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1)) // and the servers with it

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
