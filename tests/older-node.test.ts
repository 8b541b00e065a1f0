import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { runInNewContext } from 'node:vm'

const root = path.resolve(import.meta.dirname, '..')

describe('started by hand on a Node that is too old', () => {
  test('the entry says which Node it needs, which one this is, and what to do', () => {
    const lines: string[] = []
    const process = { versions: { node: '20.20.2' }, version: 'v20.20.2', exitCode: 0, argv: [] }
    const console = { error: (line: string) => lines.push(line) }
    runInNewContext(readFileSync(path.join(root, 'manage.ts'), 'utf8'), { process, console })
    assert.equal(process.exitCode, 1)
    assert.match(lines.join('\n'), /needs Node 24, and this is v20\.20\.2\. Use "npm start"/)
  })

  test('its folder claims no module type, or an older Node would refuse the file unread', () => {
    assert.equal(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).type, undefined)
  })
})
