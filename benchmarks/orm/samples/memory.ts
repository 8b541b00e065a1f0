/** Print the heap that 5,000 loaded posts hold and the process's peak. Arguments: index of the trial, URL. */
import { trials } from '../catalog.ts'
import { FIRST_ROWS, type Open } from '../session.ts'

const LOADS = 20

const [index, url = ''] = process.argv.slice(2)
const trial = trials[Number(index)]
if (!trial) throw new Error(`no trial ${index}`)
const open: Open = (await import(`../rivals/${trial.module}.ts`))[trial.open]
const session = await open(url)

const used = () => {
  global.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

await session.firstPosts(FIRST_ROWS)
const before = used()
const posts = await session.firstPosts(FIRST_ROWS)
const heldKb = (used() - before) / 1024
for (let load = 1; load < LOADS; load++) await session.firstPosts(FIRST_ROWS)
const peakMb = process.resourceUsage().maxRSS / 1024
await session.close()
if (posts.length !== FIRST_ROWS) throw new Error('not all posts were loaded')
console.log(JSON.stringify({ heldKb, peakMb }))
process.exit()
