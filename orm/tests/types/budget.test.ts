import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile, source } from './compiler.ts'
import { generatedProject } from './generated-project.ts'

/** What 40 models and 1,600 calls may cost beside the package itself; see benchmarks/types for the time. */
const BUDGET = 440_000

test('40 models with 1,600 filter calls stay within the budget of type instantiations', async () => {
  const alone = await compile({ 'empty.ts': `import '${source}'` })
  const project = await compile(generatedProject({ models: 40, calls: 1600, source }))
  const own = project.diagnostics.filter(({ file }) => /(models|calls)\.ts$/.test(file) && !file.includes('src'))
  assert.deepEqual(own, [])
  const spent = project.instantiations - alone.instantiations
  assert.ok(spent < BUDGET, `${spent} instantiations, the budget is ${BUDGET}`)
})
