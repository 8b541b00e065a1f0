import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import type { Settings } from '../settings.ts'

/** How long the requests under way may take once the process is asked to end, in milliseconds. */
const patience = 30_000

/** Serve the site until SIGTERM or SIGINT; then finish what is under way, close the database and exit with 0. */
export async function runserver(settings: Settings): Promise<void> {
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
  const stop = async () => {
    for (const signal of signals) process.off(signal, stop) // a second signal ends the process at once
    setTimeout(() => process.exit(1), patience).unref()
    await app.close()
  }
  for (const signal of signals) process.on(signal, stop)
}

const signals = ['SIGTERM', 'SIGINT'] as const
