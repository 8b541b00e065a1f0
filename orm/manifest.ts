/** Write the manifest of the published package into dist/, beside the JavaScript that the compiler put there. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const here = import.meta.dirname
const dist = path.join(here, 'dist')
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
