/** How long the compiler takes for 40 models with 1,600 calls of `filter`: `node benchmarks/types/run.ts [ROUNDS]`. */

import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { compile, source } from '../../orm/tests/types/compiler.ts'
import { generatedProject } from '../../orm/tests/types/generated-project.ts'

const PROJECTS: Readonly<Record<string, Record<string, string>>> = {
  'the package alone': { 'empty.ts': `import '${source}'` },
  'with 40 models': generatedProject({ models: 40, calls: 0, source }),
  'with 1,600 calls': generatedProject({ models: 40, calls: 1600, source }),
}

const { positionals } = parseArgs({ allowPositionals: true })
const rounds = Number(positionals[0] ?? 5)
const times = new Map<string, number[]>()
const instantiations = new Map<string, number>()

for (let round = 0; round < rounds; round++) {
  for (const [name, project] of Object.entries(PROJECTS)) {
    const result = await compile(project, { threads: true })
    times.set(name, [...(times.get(name) ?? []), result.checkTime])
    instantiations.set(name, result.instantiations)
  }
}

console.log(`${rounds} rounds, ${cpus().length} × ${cpus()[0]?.model}`)
for (const [name, seconds] of times) console.log(row(name, seconds))

function row(name: string, seconds: readonly number[]): string {
  const sorted = seconds.toSorted((a, b) => a - b)
  const [fastest, median, slowest] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map(i =>
    sorted[i]?.toFixed(2),
  )
  const count = instantiations.get(name)?.toLocaleString('en')
  return `${name.padEnd(18)} ${median} s (${fastest} to ${slowest}), ${count} instantiations`
}
