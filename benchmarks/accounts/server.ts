/** The processes of a rival. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { commonEnvironment } from './catalog.ts'
import { call } from './client.ts'
import type { Account, Place, Rival } from './rival.ts'

const ATTEMPTS = 400
const PAUSE_MS = 50

interface Process {
  readonly origin: string
  readonly child: ChildProcess
}

/** A rival with its database, one account that is logged in, and two processes of which the second may idle. */
export class Server {
  readonly rival: Rival
  readonly #processes: readonly Process[]
  /** Headers that show who asks. */
  readonly user: Readonly<Record<string, string>>
  readonly account: Account

  private constructor(rival: Rival, processes: readonly Process[], account: Account, user: Record<string, string>) {
    this.rival = rival
    this.#processes = processes
    this.account = account
    this.user = user
  }

  /** Start both processes, one after the other, since the first makes the tables. */
  static async start(rival: Rival, place: Place): Promise<Server> {
    mkdirSync(place.folder)
    const secret = randomBytes(48).toString('base64url')
    const processes: Process[] = []
    try {
      for (const port of [place.port, place.port + 1])
        processes.push(await startProcess(rival, { ...place, port }, secret))
      const origin = processes[0]?.origin ?? ''
      const account = newAccount()
      const registered = await call(origin, rival.register(account))
      if (registered.status >= 300) throw new Error(`${rival.name} refused a registration: ${registered.body}`)
      const user = rival.credentials(await call(origin, rival.logIn(account)))
      await rival.seed?.(origin, user)
      return new Server(rival, processes, account, { ...user })
    } catch (error) {
      for (const { child } of processes) child.kill()
      throw error
    }
  }

  /** The addresses of so many processes. */
  origins(count: number): string[] {
    return this.#processes.slice(0, count).map(({ origin }) => origin)
  }

  /** Seconds of processor time that all its processes have used; undefined where the system does not tell. */
  processorSeconds(): number | undefined {
    const times = this.#processes.map(({ child }) => secondsOf(child.pid ?? 0))
    return times.includes(undefined) ? undefined : times.reduce<number>((sum, time) => sum + (time ?? 0), 0)
  }

  async stop(): Promise<void> {
    for (const { child } of this.#processes) {
      if (child.exitCode !== null) continue
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    }
  }
}

async function startProcess(rival: Rival, place: Place, secret: string): Promise<Process> {
  const [program = '', ...args] = rival.command(place)
  const child = spawn(program, args, {
    env: { ...process.env, ...commonEnvironment(place, secret), ...rival.environment?.(place) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  process.once('exit', () => child.kill())
  const origin = `http://127.0.0.1:${place.port}`
  for (let attempt = 0; attempt < ATTEMPTS && child.exitCode === null; attempt++) {
    const answer = await call(origin, rival.me).catch(() => undefined)
    if (answer) return { origin, child }
    await delay(PAUSE_MS)
  }
  child.kill()
  throw new Error(`${rival.name} does not answer`)
}

/** An account that nobody has yet. */
export function newAccount(): Account {
  return {
    name: 'bench',
    email: `${randomBytes(8).toString('hex')}@example.com`,
    password: randomBytes(12).toString('base64url'),
  }
}

/** Processor time of a process and its children, as Linux counts it (proc(5): fields 14 and 15, in hundredths of a second). */
function secondsOf(pid: number): number | undefined {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap(task =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const own = (Number(fields[11]) + Number(fields[12])) / 100
    return children.reduce((sum, child) => sum + (secondsOf(child) ?? 0), own)
  } catch {
    return undefined
  }
}

/** A folder for the databases of a run, and how to remove it. */
export function temporaryFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'inkstone-bench-accounts-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export const CORES = availableParallelism()
