/** Write the manifest of the published package into dist/, beside the JavaScript that the compiler put there. */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const here = import.meta.dirname
const {
  devDependencies: _,
  scripts: __,
  ...manifest
} = JSON.parse(readFileSync(path.join(here, 'package.json'), 'utf8'))

manifest.exports = {
  '.': { types: './index.d.ts', default: './index.js' },
  './migrations': { types: './migrations/index.d.ts', default: './migrations/index.js' },
}
writeFileSync(path.join(here, 'dist/package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
for (const file of ['README.md', '../LICENSE']) {
  const from = path.join(here, file)
  if (existsSync(from)) cpSync(from, path.join(here, 'dist', path.basename(file)))
}
