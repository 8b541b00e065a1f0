import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** One module of each room, and those that the others stand upon. */
const modules = [
  'backends/sqlite/index.ts',
  'expressions/subquery.ts',
  'fields/many-to-many.ts',
  'instance.ts',
  'lookups/comparison.ts',
  'lookups/lookup.ts',
  'migrations/condition-sql.ts',
  'queryset/evaluation.ts',
  'queryset/reading.ts',
  'row-access.ts',
  'sql/filters.ts',
  'sql/shape.ts',
]

/** Modules that need each other while they load work in one order only: tests and bundles come by another. */
describe('any module can be the first that is loaded', { concurrency: 2 }, () => {
  for (const module of modules) {
    test(module, async () => {
      await run(process.execPath, [new URL(`../src/${module}`, import.meta.url).pathname])
    })
  }
})
