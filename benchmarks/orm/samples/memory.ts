/** Print the heap that 5,000 loaded posts hold and the process's peak. Arguments: index of the trial, URL. */
import { setTimeout as delay } from 'node:timers/promises'
import { trials } from '../catalog.ts'
import { FIRST_ROWS, type Open } from '../session.ts'

const LOADS = 20

const [index, url = ''] = process.argv.slice(2)
const trial = trials[Number(index)]
if (!trial) throw new Error(`no trial ${index}`)
const open: Open = (await import(`../rivals/${trial.module}.ts`))[trial.open]
const session = await open(url)

/** Heap in use once nothing but what is still referred to is left. */
async function used(): Promise<number> {
  await delay(1) // lets go of the last result of an await
  global.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function loadAndForget(): Promise<void> {
  await session.firstPosts(FIRST_ROWS)
}

await loadAndForget()
const before = await used()
const posts = await session.firstPosts(FIRST_ROWS)
const heldKb = ((await used()) - before) / 1024
for (let load = 1; load < LOADS; load++) await loadAndForget()
const peakMb = process.resourceUsage().maxRSS / 1024
await session.close()
if (posts.length !== FIRST_ROWS) throw new Error('not all posts were loaded')
console.log(JSON.stringify({ heldKb, peakMb }))
process.exit()
