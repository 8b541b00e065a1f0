/** Print the milliseconds that it takes to import the modules named as arguments. */
import { performance } from 'node:perf_hooks'

const start = performance.now()
for (const specifier of process.argv.slice(2)) await import(specifier)
console.log(JSON.stringify(performance.now() - start))
// A library may have opened something that keeps the process alive.
process.exit()
