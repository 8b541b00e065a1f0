import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type RunningBlog, root, startBlog } from './support/blog.ts'

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
    let blog: RunningBlog
    before(async () => {
      blog = await startBlog()
    })
    after(() => blog.stop())

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
