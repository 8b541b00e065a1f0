import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

const PYTHON = '/usr/bin/python3'
const RECORDER = join(import.meta.dirname, '..', 'conformance', 'recording', 'record.py')
const VECTORS = join(import.meta.dirname, 'vectors')

const hasDjango = spawnSync(PYTHON, ['-c', 'import django; assert django.VERSION[:2] == (3, 2)']).status === 0
const skip = hasDjango ? false : 'Django 3.2 is not installed (apt-get install python3-django)'

for (const name of ['user-open', 'odd']) {
  test(`the installed Django gives the answers of ${name}.json again`, { skip }, () => {
    const { stdout, status } = spawnSync(PYTHON, [RECORDER, '--check', '--on', 'sqlite', join(VECTORS, `${name}.json`)])
    assert.match(String(stdout), /, 0 answers differ/)
    assert.equal(status, 0)
  })
}
