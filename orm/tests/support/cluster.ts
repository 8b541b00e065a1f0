import { type ExecFileSyncOptions, execFileSync } from 'node:child_process'
import { chownSync, readdirSync, realpathSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

const VERSIONS = '/usr/lib/postgresql'

/** A PostgreSQL server of the test's own, which it may kill. */
export interface Cluster {
  readonly url: string
  /** End all processes at once, as a crash does: nothing is written that is not written yet. */
  crash(): void
  start(): void
}

/** Folder of the server's programs; undefined where PostgreSQL is not installed. */
export function serverPrograms(): string | undefined {
  try {
    const [version] = readdirSync(VERSIONS).sort((one, other) => Number(other) - Number(one))
    return version && join(VERSIONS, version, 'bin')
  } catch {
    return undefined
  }
}

/** Make and start a server in a folder that disappears with the test. */
export async function ownCluster(t: TestContext, programs: string): Promise<Cluster> {
  const folder = realpathSync(await mkdtemp(join(tmpdir(), 'inkstone-cluster-')))
  const owner = unprivileged()
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid)
  const options = { ...owner, cwd: folder, stdio: 'ignore' } as const
  const run = (program: string, ...args: string[]) => execFileSync(join(programs, program), args, options)
  const data = join(folder, 'data')
  run('initdb', '-D', data, '-U', 'test', '-A', 'trust', '--no-sync')
  const port = await freePort()
  const server = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=`
  const cluster = {
    url: `postgres://test@127.0.0.1:${port}/postgres`,
    crash: () => void run('pg_ctl', '-D', data, 'stop', '-m', 'immediate'),
    start: () => void run('pg_ctl', '-D', data, '-o', server, '-l', join(folder, 'log'), '-w', 'start'),
  }
  cluster.start()
  t.after(async () => {
    cluster.crash()
    await rm(folder, { recursive: true })
  })
  return cluster
}

/** The server refuses to run as root, so there it runs as the user that its package makes. */
function unprivileged(): Pick<ExecFileSyncOptions, 'uid' | 'gid'> {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
