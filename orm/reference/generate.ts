/** Writes docs/reference/orm.md out of the docstrings of the public API: `node orm/reference/generate.ts`. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Declarations, membersOf, type Place, type Statement } from './declarations.ts'

const here = import.meta.dirname

/** The file that the reference is kept in. */
export const REFERENCE = path.join(here, '../../docs/reference/orm.md')

/** Chapters by the file that declares a name; the first that fits counts. */
const CHAPTERS: readonly (readonly [title: string, files: RegExp])[] = [
  ['Databases and transactions', /^(database|current-database|transaction|retrying|logging|time-zone|backends\/.*)\.d/],
  [
    'Models',
    /^(model|meta|relation|constraints|save|clean|collector|deletion|validation|lazy-loading|types\/(relations|rows))\.d/,
  ],
  ['Fields', /^(fields\/.*|datetime|types\/fields)\.d/],
  ['QuerySets', /^(queryset.*|manager|prefetch|q|raw.*|types\/(queried|values))\.d/],
  ['Expressions', /^(expressions\/.*|types\/expressions)\.d/],
  ['Lookups', /^(lookups\/.*|types\/lookups)\.d/],
  ['Errors', /^errors\.d/],
  ['Signals', /^signals\.d/],
  ['Tables', /./],
]

/** Make the text of the reference. */
export function makeReference(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'inkstone-reference-'))
  try {
    const compiler = path.join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc')
    const project = path.join(here, '../tsconfig.build.json')
    // Whether the sources are correct is asked elsewhere.
    execFileSync(process.execPath, [compiler, '-p', project, '--noCheck', '--emitDeclarationOnly', '--outDir', folder])
    return write(new Declarations(folder))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function write(declarations: Declarations): string {
  const main = declarations.exports('index.d.ts')
  const migrations = declarations.exports('migrations/index.d.ts')
  const places = new Set([...main.values()].map(String))
  const parts = [
    '# Reference: @inkstone/orm',
    'Made by `node orm/reference/generate.ts` from the docstrings; a test compares them.',
    'Import from `@inkstone/orm` what the chapters name, and from `@inkstone/orm/migrations` what the last one does.',
  ]
  for (const [title] of CHAPTERS) {
    const names = [...main].filter(([, [file]]) => CHAPTERS.find(([, files]) => files.test(file))?.[0] === title)
    parts.push(chapter(title, names, declarations, places))
  }
  const further = [...migrations].filter(([, place]) => !places.has(String(place)))
  parts.push(chapter('Migrations', further, declarations, places))
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

function chapter(
  title: string,
  names: readonly (readonly [string, Place])[],
  declarations: Declarations,
  places: ReadonlySet<string>,
): string {
  const sorted = names.toSorted(([one], [other]) => one.localeCompare(other, 'en'))
  const entries = sorted.map(([name, place]) => entry(name, place, declarations, places))
  return entries.length === 0 ? '' : [`## ${title}`, ...entries].join('\n\n')
}

/** One exported name: what it stands for, and its members where it is a class. */
function entry(name: string, place: Place, declarations: Declarations, places: ReadonlySet<string>): string {
  const found = declarations.find(place)
  const isClass = (statement: Statement) => /^(?:declare |abstract )*class /.test(statement.text)
  const plain = found.filter(statement => !isClass(statement))
  const parts = [code(plain.map(statement => statement.text)), ...plain.map(({ doc }) => doc)]
  for (const declared of found.filter(isClass)) parts.push(...classEntry(name, place, declared, declarations, places))
  return [`### ${name}`, ...new Set(parts)].filter(Boolean).join('\n\n')
}

/** A class: members without a docstring in its text, the others by themselves, those of hidden bases among them. */
function classEntry(
  name: string,
  [file]: Place,
  declared: Statement,
  declarations: Declarations,
  places: ReadonlySet<string>,
): string[] {
  const own = membersOf(declared)
  const bare = own.filter(({ doc }) => doc === '').map(({ text }) => text.replace(/^/gm, '    '))
  const head = declared.text.split('\n', 1)[0] ?? ''
  const members = new Map(own.map(member => [member.name, member]))
  for (let base = declarations.baseOf(file, declared); base && !places.has(String(base)); ) {
    const [found] = declarations.find(base)
    for (const member of found ? membersOf(found) : []) members.set(member.name, members.get(member.name) ?? member)
    base = found && declarations.baseOf(base[0], found)
  }
  const documented = [...members.values()].filter(({ doc }) => doc !== '')
  const text = bare.length ? [head, ...bare, '}'].join('\n') : head.replace(/ ?\{\}?$/, '')
  return [
    code([text]),
    declared.doc,
    ...documented.flatMap(member => [`#### ${name}.${member.name}`, code([member.text]), member.doc]),
  ]
}

function code(texts: readonly string[]): string {
  if (texts.length === 0) return ''
  return ['```ts', ...texts.map(text => text.replace(/^declare /, '').replaceAll('    ', '  ')), '```'].join('\n')
}

if (import.meta.main) writeFileSync(REFERENCE, makeReference())
