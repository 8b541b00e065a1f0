import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'

const root = path.resolve(import.meta.dirname, '..')
const ADDRESS = 'http://127.0.0.1:8000'

/** The fenced blocks of a language in a Markdown file, in order. */
function blocks(file: string, language: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(match => match[1] ?? '')
}

function calls(file: string): string {
  const found = blocks(file, 'sh').filter(block => block.includes('curl'))
  assert.equal(found.length, 1, `${file} has one block of calls`)
  return found[0] ?? ''
}

/** Start the blog as `npm start` does, on a free port; answers its process and the address it printed. */
async function startBlog(dataDir: string): Promise<{ child: ChildProcess; origin: string }> {
  const child = spawn(process.execPath, ['manage.ts', 'runserver'], {
    cwd: root,
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, NODE_ENV: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (origin) {
      child.stdout.resume()
      return { child, origin }
    }
  }
  throw new Error('npm start ended without printing an address')
}

const curl = spawnSync('curl', ['--version']).status === 0

for (const file of ['README.md', 'README.zh-CN.md']) {
  describe(`what ${file} shows`, () => {
    test('names the two commands', () => {
      const commands = blocks(file, 'sh').map(block => block.trim())
      assert.ok(commands.includes('npm ci && npm start'))
      assert.ok(commands.includes('npm ci && npm test'))
    })

    test('the ten lines of the ORM run', () => {
      const [program = ''] = blocks(file, 'ts')
      const args = ['--input-type=module-typescript', '--disable-warning=ExperimentalWarning', '-']
      assert.equal(execFileSync(process.execPath, args, { cwd: root, input: program, encoding: 'utf8' }), 'xdd\n1\n')
    })
  })

  describe(`the calls of ${file}`, { skip: curl ? false : 'curl is not on this machine' }, () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'inkstone-readme-'))
    let blog: { child: ChildProcess; origin: string }
    before(async () => {
      blog = await startBlog(dataDir)
    })
    after(async () => {
      blog.child.kill()
      await once(blog.child, 'exit')
      rmSync(dataDir, { recursive: true, force: true })
    })

    test('register, log in, publish, list, read and log out', () => {
      const script = calls(file).replaceAll(ADDRESS, blog.origin).replaceAll('curl -sS', `curl -sS -w '\\n'`)
      const answers = execFileSync('bash', ['-euc', script], { encoding: 'utf8' }).trim().split('\n')
      const [registered, me, published, list, post, loggedOut] = answers.map(line => JSON.parse(line))
      assert.deepEqual(Object.keys(registered), ['token'])
      assert.equal(me.user.email, 'xdd@xdd.com')
      assert.deepEqual(published, { post: { id: 1, title: '天空' } })
      assert.equal(list.pagination.total, 1)
      assert.equal(post.post.author, 'xdd')
      assert.deepEqual(loggedOut, {})
    })
  })
}
