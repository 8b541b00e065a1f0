import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'

const root = path.resolve(import.meta.dirname, '..')

/** A program as a stranger would write it, with nothing of this house but the installed package. */
const program = `
import { auto, char, connect, createTables, foreignKey, model, setDefaultDatabase, type Manager, manager, type Related } from '@inkstone/orm'

class Author extends model('Author', { id: auto(), name: char({ maxLength: 48 }) }) {
  static readonly objects: Manager<Author> = manager(Author)
  declare readonly books: Related<Book>
}
class Book extends model('Book', { id: auto(), title: char({ maxLength: 80 }), author: foreignKey(() => Author, { onDelete: 'CASCADE', relatedName: 'books' }) }) {
  static readonly objects: Manager<Book> = manager(Book)
}
const db = await connect('sqlite::memory:')
setDefaultDatabase(db)
await createTables(db, [Author, Book])
const author = await Author.objects.create({ name: 'Shen Kuo' })
await Book.objects.create({ title: 'Dream Pool Essays', author })
const titles: string[] = []
for await (const book of Book.objects.filter({ author__name__startswith: 'Shen' })) titles.push(book.title)
console.log(titles.join())
await db.close()
`

describe('the ORM packed, installed and used without this house', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'inkstone-alone-'))
  let packed: {
    readonly filename: string
    readonly unpackedSize: number
    readonly files: readonly { readonly path: string }[]
  }
  const run = (command: string, args: string[], cwd: string) =>
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

  before(() => {
    run('npm', ['run', 'build', '--workspace', 'orm'], root)
    packed = JSON.parse(run('npm', ['pack', './orm/dist', '--json', '--pack-destination', dir], root))[0]
    writeFileSync(path.join(dir, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
    run('npm', ['install', '--offline', '--omit=peer', '--omit=optional', `./${packed.filename}`], dir)
    writeFileSync(path.join(dir, 'program.ts'), program)
  })
  after(() => rmSync(dir, { recursive: true, force: true }))

  test('brings nothing else along', () => {
    assert.deepEqual(
      readdirSync(path.join(dir, 'node_modules')).filter(name => !name.startsWith('.')),
      ['@inkstone'],
    )
  })

  test('is smaller than a megabyte, and has no sources in it', () => {
    assert.ok(packed.unpackedSize < 1_000_000, `unpacked it has ${packed.unpackedSize} bytes`)
    const endings = new Set(packed.files.map(file => /(\.d\.ts|\.[^.]*|LICENSE)$/.exec(file.path)?.[1]))
    assert.deepEqual([...endings].sort(), ['.d.ts', '.js', '.json', '.md', 'LICENSE'])
  })

  test('is loaded from few files, and without what only some programs need', () => {
    const folder = path.join(dir, 'node_modules/@inkstone/orm')
    const files = new Set<string>()
    const modules = new Set<string>()
    const follow = (file: string) => {
      if (files.has(file)) return
      files.add(file)
      for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|\} from) .*?"(.+)";$/gm)) {
        if (specifier.startsWith('.')) follow(path.resolve(path.dirname(file), specifier))
        else modules.add(specifier)
      }
    }
    follow(path.join(folder, 'index.js'))
    assert.ok(files.size <= 12, `importing the package reads ${files.size} files`)
    assert.deepEqual([...modules].sort(), ['node:async_hooks', 'node:timers/promises'])
  })

  test('its manifest says what it needs, and nothing about how it is made', () => {
    const manifest = JSON.parse(readFileSync(path.join(dir, 'node_modules/@inkstone/orm/package.json'), 'utf8'))
    const { engines, dependencies, devDependencies, scripts, peerDependencies, peerDependenciesMeta, exports } =
      manifest
    assert.deepEqual([dependencies, devDependencies, scripts], [undefined, undefined, undefined])
    assert.match(engines.node, /^>=22/)
    for (const peer of Object.keys(peerDependencies)) assert.equal(peerDependenciesMeta[peer].optional, true)
    assert.deepEqual(Object.keys(exports), ['.', './migrations', './package.json'])
  })

  test('its README has no links into the repository', () => {
    const readme = readFileSync(path.join(dir, 'node_modules/@inkstone/orm/README.md'), 'utf8')
    assert.deepEqual(readme.match(/\]\((?!https?:)[^)]*\)/g), null)
  })

  test('a program of its user runs', () => {
    assert.equal(
      run(process.execPath, ['--disable-warning=ExperimentalWarning', 'program.ts'], dir),
      'Dream Pool Essays\n',
    )
  })

  test('its declarations type-check a program of its user', () => {
    const args = ['--noEmit', '--strict', '--target', 'esnext', '--module', 'nodenext', '--skipLibCheck', 'false']
    const types = ['--types', 'node', '--typeRoots', path.join(root, 'node_modules/@types')]
    run(path.join(root, 'node_modules/.bin/tsc'), [...args, ...types, 'program.ts'], dir)
  })
})
