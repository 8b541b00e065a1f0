import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

export const root = resolve(import.meta.dirname, '../..')

/** An environment without settings of the machine that runs the tests. */
export function environment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return { PATH, HOME, PORT: '0', LOG_LEVEL: 'silent', ...settings }
}

/** The site in a process of its own. */
export interface Running {
  readonly child: ChildProcess
  readonly origin: string
  /** Ask it to stop; the code that it exits with. */
  stop(): Promise<number | null>
  /** End it without asking, as a power cut would. */
  kill(): Promise<void>
}

/** Start the site as an operator does; resolves when it has printed its address. */
export async function start(settings: Readonly<Record<string, string>>): Promise<Running> {
  const child = spawn(process.execPath, ['manage.ts', 'runserver'], {
    cwd: root,
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = async (signal: NodeJS.Signals) => {
    const ended = once(child, 'exit')
    child.kill(signal)
    const [code] = await ended
    return code
  }
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = /http:\/\/[\d.]+:\d+/.exec(line)?.[0]
    if (origin) return { child, origin, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
  }
  throw new Error('the site ended without printing an address')
}

/** Send JSON to a site that listens. */
export function post(origin: string, path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
  const sent = { 'content-type': 'application/json', ...headers }
  return fetch(origin + path, { method: 'POST', headers: sent, body: JSON.stringify(body) })
}
