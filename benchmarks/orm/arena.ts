/** The databases and processes of all rivals on one kind of database, made for one run and removed after it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { DatabaseName, Trial } from './catalog.ts'
import { RivalProcess } from './rival-process.ts'
import { createPostgres, createTemplate, dropDatabase } from './scratch/postgres.ts'
import type { Scratch } from './scratch/scratch.ts'
import { createSqlite } from './scratch/sqlite.ts'

export interface Arena {
  /** The database made for a rival. */
  readonly urls: ReadonlyMap<Trial, string>
  readonly rivals: readonly RivalProcess[]
  close(): Promise<void>
}

/** Make a filled database for every trial and start its process; a rival that does not start is told and left out. */
export async function openArena(database: DatabaseName, trials: readonly Trial[]): Promise<Arena> {
  const stable = database === 'sqlite' ? temporaryFolder() : await temporaryServerDatabases()
  const urls = new Map<Trial, string>()
  const rivals: RivalProcess[] = []
  for (const [number, trial] of trials.entries()) {
    const scratch = await stable.create(trial, number)
    urls.set(trial, scratch.url)
    await scratch.close()
    try {
      rivals.push(await RivalProcess.start(trial, scratch.url))
    } catch (error) {
      console.error(`left out: ${error instanceof Error ? error.message : error}`)
    }
  }
  return {
    urls,
    rivals,
    async close() {
      for (const rival of rivals) await rival.close()
      await stable.remove()
    },
  }
}

interface Place {
  create(trial: Trial, number: number): Promise<Scratch>
  remove(): Promise<void>
}

function temporaryFolder(): Place {
  const folder = mkdtempSync(path.join(tmpdir(), 'inkstone-bench-orm-'))
  return {
    create: (trial, number) => createSqlite(folder, String(number), trial.dates),
    async remove() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function temporaryServerDatabases(): Promise<Place> {
  const template = `inkstone_bench_${process.pid}`
  const names = [template]
  await createTemplate(template)
  return {
    create(_trial, number) {
      const name = `${template}_${number}`
      names.push(name)
      return createPostgres(template, name)
    },
    async remove() {
      for (const name of names.reverse()) await dropDatabase(name)
    },
  }
}
