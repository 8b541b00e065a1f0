import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manage } from './manage.ts'

for (const [args, status, line] of [
  [['nonsense'], 2, /^There is no command "nonsense"; --help lists them\.$/],
  [['shell', 'x'], 2, /^Usage: shell$/],
  [['runserver', '--port', '1'], 2, /^Unknown option '--port'\. Usage: runserver$/],
  [['migrate', 'nope'], 1, /^Database: App nope has no migrations$/],
  [['migrate', 'nope', 'zero'], 1, /^Database: App nope has no migrations$/],
  [['showmigrations', 'nope'], 1, /^App nope has no migrations\.$/],
  [['inspectdb', 'nope'], 1, /^There is no table nope\.$/],
  [['importusers', '/nope.csv'], 1, /^ENOENT: no such file or directory, open '\/nope\.csv'$/],
] as const) {
  test(`${args.join(' ')} is refused in one line`, () => {
    const answer = manage(args)
    assert.deepEqual([answer.status, answer.stdout], [status, ''])
    assert.match(answer.stderr, line)
  })
}

test('every command explains itself, and help everything', () => {
  for (const args of [
    ['migrate', '--help'],
    ['help', 'migrate'],
    ['migrate', '-h'],
  ]) {
    const { status, stdout } = manage(args)
    assert.equal(status, 0)
    assert.match(
      stdout,
      /^Usage: node manage\.ts migrate \[APP \[NAME\|zero\]\] \[--fake\]\n\n {2}bring the database up to date\n/,
    )
    assert.doesNotMatch(stdout, /createsuperuser/)
  }
  for (const args of [[], ['help'], ['--help'], ['nonsense', '--help']]) {
    assert.match(manage(args).stdout, /createsuperuser[\s\S]*SECRET_KEY/)
  }
})
