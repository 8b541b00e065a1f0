import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'

export const root = path.resolve(import.meta.dirname, '../..')

/** A blog in a process of its own, as `npm start` runs it, with an empty data folder. */
export interface RunningBlog {
  readonly origin: string
  readonly dataDir: string
  /** End it as an operator would, and remove its folder. */
  stop(): Promise<void>
}

/** Start a blog on a free port; resolves when it has printed its address. */
export async function startBlog(): Promise<RunningBlog> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'inkstone-'))
  const child = spawn(process.execPath, ['manage.ts', 'runserver'], {
    cwd: root,
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, NODE_ENV: '', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const stop = async () => {
    child.kill()
    await exited
    rmSync(dataDir, { recursive: true, force: true })
  }
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (origin) return { origin, dataDir, stop }
  }
  await stop()
  throw new Error('the blog ended without printing an address')
}
