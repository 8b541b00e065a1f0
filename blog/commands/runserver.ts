import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'

/** How long the requests under way may take once the process is asked to end, in milliseconds. */
const patience = 30_000

/** Serve the site until SIGTERM or SIGINT; then finish what is under way, close the database and exit with 0. */
export async function runserver(settings: Settings, args: readonly string[]): Promise<void> {
  readArguments(args, { usage: 'runserver', words: [0, 0] })
  const app = await buildApp(settings)
  try {
    await app.listen({ host: settings.host, port: settings.port })
  } catch (error) {
    await app.close()
    throw error
  }
  stopOnSignal(app)
  console.log(`Inkstone is ready: ${addressOf(app, settings)}`)
}

/** Give the address to type into a browser. */
function addressOf(app: FastifyInstance, settings: Settings): string {
  if (settings.publicUrl !== null) return `${settings.publicUrl}/`
  const [address] = app.addresses()
  const port = typeof address === 'object' ? address.port : settings.port
  const anywhere = settings.host === '0.0.0.0' || settings.host === '::'
  const host = anywhere ? 'localhost' : settings.host.includes(':') ? `[${settings.host}]` : settings.host
  return `http://${host}:${port}/`
}

function stopOnSignal(app: FastifyInstance): void {
  let since: number | undefined
  const stop = async () => {
    // A terminal signals the whole group and npm passes it on, so that one key press may come twice.
    if (since !== undefined) return performance.now() - since > 1000 ? process.exit(1) : undefined
    since = performance.now()
    setTimeout(() => process.exit(1), patience).unref()
    await app.close()
    process.exit(0)
  }
  for (const signal of signals) process.on(signal, stop)
}

const signals = ['SIGTERM', 'SIGINT'] as const
