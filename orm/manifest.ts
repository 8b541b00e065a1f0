/** Make dist/, where the compiler put JavaScript and declarations, the published package. */
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const here = import.meta.dirname
const dist = path.join(here, 'dist')
const ENTRIES = ['index', 'migrations/index']
const {
  devDependencies: _,
  scripts: __,
  ...manifest
} = JSON.parse(readFileSync(path.join(here, 'package.json'), 'utf8'))

manifest.exports = {
  '.': { types: './index.d.ts', default: './index.js' },
  './migrations': { types: './migrations/index.d.ts', default: './migrations/index.js' },
  './package.json': './package.json',
}
writeFileSync(path.join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
cpSync(path.join(here, '../LICENSE'), path.join(dist, 'LICENSE'))

// Links into the repository lead nowhere from an installed package.
const readme = readFileSync(path.join(here, 'README.md'), 'utf8').replace(/\[([^\]]+)\]\(\.{0,2}\/?[^):]+\)/g, '$1')
writeFileSync(path.join(dist, 'README.md'), readme)

// Declarations that no entry leads to are a quarter of them, and nobody's.
const needed = new Set<string>()
for (const entry of ENTRIES) collect(path.join(dist, `${entry}.d.ts`))
for (const file of globSync('**/*.d.ts', { cwd: dist })) {
  if (!needed.has(path.join(dist, file))) rmSync(path.join(dist, file))
}

/** Note a declaration and all that it imports, in whatever way. */
function collect(file: string): void {
  if (needed.has(file)) return
  needed.add(file)
  const links = readFileSync(file, 'utf8').matchAll(/(?:from |import |import\()['"](\.[^'"]+)\.ts['"]/g)
  for (const [, link = ''] of links) collect(path.join(path.dirname(file), `${link}.d.ts`))
}
