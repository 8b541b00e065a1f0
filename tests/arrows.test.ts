import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'

const root = path.resolve(import.meta.dirname, '..')

/** Which rooms a room may import from, besides itself. Drawn in docs/architecture.md; a new arrow is argued for there first. */
const arrows: Record<string, readonly string[]> = {
  orm: [],
  'blog/http': ['orm', 'blog/settings.ts', 'blog/keys.ts'],
  'blog/web': ['blog/http', 'blog/settings.ts'],
  'blog/limits': ['orm', 'blog/http'],
  'blog/threads': ['blog/http'],
  'blog/mail': ['orm', 'blog/http', 'blog/web', 'blog/keys.ts', 'blog/sealing.ts'],
  'blog/accounts': [
    'orm',
    'blog/http',
    'blog/web',
    'blog/limits',
    'blog/mail',
    'blog/threads',
    'blog/settings.ts',
    'blog/keys.ts',
    'blog/sealing.ts',
  ],
  'blog/admin': ['orm', 'blog/http', 'blog/web', 'blog/settings.ts', 'blog/accounts'],
  'blog/posts': ['orm', 'blog/http', 'blog/web', 'blog/settings.ts', 'blog/threads', 'blog/accounts', 'blog/admin'],
  'blog/examples': [],
  'blog/docs': ['blog/http', 'blog/web'],
  'blog/settings.ts': ['blog/settings-reader.ts', 'blog/settings-providers.ts', 'blog/secret-key.ts'],
  'blog/settings-providers.ts': ['blog/settings-reader.ts'],
  'blog/settings-reader.ts': [],
  'blog/settings-variables.ts': ['blog/settings-reader.ts'],
  'blog/secret-key.ts': ['blog/settings-reader.ts'],
  'blog/keys.ts': [],
  'blog/sealing.ts': [],
}

/** What joins the rooms and may know them all. */
const joiners = ['adoption.ts', 'app.ts', 'commands', 'database.ts', 'health.ts', 'logging.ts', 'redis.ts', 'urls.ts']

/** The part of the house that a file (relative to the root) or an import belongs to. */
function room(file: string): string {
  const [first = '', second = ''] = file.split('/')
  return first === 'blog' ? `blog/${second}` : first
}

/** Every module that a source text imports, statically or dynamically. */
function imports(source: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\n[^'";]*?)?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g
  return [...source.matchAll(pattern)].map(match => match[1] ?? match[2] ?? '')
}

/** The room an import leads to, or undefined when it leaves the house (packages, node:…). */
function target(file: string, specifier: string): string | undefined {
  if (specifier === '@inkstone/orm' || specifier.startsWith('@inkstone/orm/')) return 'orm'
  if (!specifier.startsWith('.')) return undefined
  return room(path.posix.join(path.posix.dirname(file), specifier))
}

function violations(file: string, source: string): string[] {
  const from = room(file)
  const allowed = arrows[from]
  if (!allowed) return joiners.some(name => from === `blog/${name}`) ? [] : [`${file} lies in a room that nobody drew`]
  return imports(source).flatMap(specifier => {
    const to = target(file, specifier)
    if (to === undefined || to === from || allowed.includes(to)) return []
    return [`${file} imports ${specifier}: ${from} may not know ${to}`]
  })
}

describe('the arrows between the rooms', () => {
  const files = globSync(['orm/src/**/*.ts', 'blog/**/*.ts'], { cwd: root }).filter(
    file => !file.includes('node_modules') && !file.startsWith('blog/tests/'),
  )

  test('no room imports from a room that it must not know', () => {
    assert.ok(files.length > 10, 'the test looks at the wrong folder')
    const found = files.flatMap(file => violations(file, readFileSync(path.join(root, file), 'utf8')))
    assert.deepEqual(found, [])
  })

  test('the blog reaches the ORM by its name only', () => {
    const found = files
      .filter(file => file.startsWith('blog/'))
      .filter(file => imports(readFileSync(path.join(root, file), 'utf8')).some(it => /^\.{1,2}\/.*\borm\//.test(it)))
    assert.deepEqual(found, [])
  })

  test('only posts/admin.ts leads from posts to the admin site', () => {
    const found = files
      .filter(file => file.startsWith('blog/posts/') && file !== 'blog/posts/admin.ts')
      .filter(file =>
        imports(readFileSync(path.join(root, file), 'utf8')).some(it => target(file, it) === 'blog/admin'),
      )
    assert.deepEqual(found, [])
  })

  test('of the ORM, http knows the errors alone', () => {
    const pattern = /import\s*(?:type\s*)?\{([^}]*)\}\s*from\s*'@inkstone\/orm'/g
    const found = files
      .filter(file => file.startsWith('blog/http/'))
      .flatMap(file => [...readFileSync(path.join(root, file), 'utf8').matchAll(pattern)].map(match => match[1] ?? ''))
      .flatMap(names => names.split(',').map(name => name.trim()))
      .filter(name => name !== '' && !/(Error|DoesNotExist|MultipleObjectsReturned)$/.test(name))
    assert.deepEqual(found, [])
  })

  test('a forbidden arrow is noticed', () => {
    assert.deepEqual(violations('orm/src/model.ts', "import { app } from '../../blog/app.ts'"), [
      'orm/src/model.ts imports ../../blog/app.ts: orm may not know blog/app.ts',
    ])
    assert.equal(violations('blog/web/layout.ts', "const x = await import('../posts/models.ts')").length, 1)
    assert.deepEqual(violations('blog/utils/misc.ts', ''), ['blog/utils/misc.ts lies in a room that nobody drew'])
    assert.deepEqual(violations('blog/posts/api.ts', "import { User } from '../accounts/index.ts'"), [])
  })
})
