import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { codeOf, stepAt } from '../../accounts/factors/totp.ts'
import { parseCsv } from '../../accounts/import/csv.ts'
import { buildApp } from '../../app.ts'
import { check } from '../../commands/checkdeploy.ts'
import { readSettings } from '../../settings.ts'
import { decodeBase32 } from '../accounts/factors/people.ts'
import { environment, folder, manage } from './manage.ts'

interface Answer {
  readonly status: number
  readonly body: { readonly token?: string; readonly code?: string }
}

async function onSite(calls: (post: (url: string, payload: object) => Promise<Answer>) => Promise<void>, env = {}) {
  const app = await buildApp(readSettings({ ...environment, ...env }))
  try {
    await calls(async (url, payload) => {
      const answer = await app.inject({ method: 'POST', url, payload })
      return { status: answer.statusCode, body: answer.json<Answer['body']>() }
    })
  } finally {
    await app.close()
  }
}

describe('without a terminal', () => {
  const administrator = ['createsuperuser', '--email', 'root@xdd.com', '--name', 'root', '--password-stdin']
  const email = 'root@xdd.com'

  test('createsuperuser makes an administrator, who can log in even where nobody may register', async () => {
    const made = manage(administrator, 'the password of root\n', { REGISTRATION: 'closed' })
    assert.deepEqual(made, { status: 0, stdout: 'root@xdd.com is an administrator.', stderr: '' })
    await onSite(async post => {
      assert.equal((await post('/users/login', { email, password: 'the password of root' })).status, 200)
    })
    const again = manage(administrator, 'the password of root\n')
    assert.deepEqual([again.status, again.stderr], [1, 'This user already exists'])
  })

  test('createsuperuser says in one line what is missing or wrong', () => {
    const missing = manage(['createsuperuser', '--name', 'x', '--password-stdin'])
    assert.deepEqual([missing.status, missing.stderr], [1, '--email is needed where nobody can be asked.'])
    const weak = manage(['createsuperuser', '--name', 'x', '--email', 'y', '--password-stdin'], 'password\n')
    assert.equal(weak.stderr, 'email: Not a valid e-mail address')
    const common = manage(['createsuperuser', '--name', 'x', '--email', 'y@xdd.com', '--password-stdin'], 'password\n')
    assert.equal(common.stderr, 'password: This password is too common')
  })

  test('changepassword sets a password and ends every log-in', async () => {
    let token = ''
    await onSite(async post => {
      token = (await post('/users/login', { email, password: 'the password of root' })).body.token ?? ''
    })
    const changed = manage(['changepassword', email, '--password-stdin'], 'another password of root')
    assert.equal(changed.status, 0, changed.stderr)
    await onSite(async post => {
      assert.equal((await post('/users/login', { email, password: 'the password of root' })).status, 400)
      assert.equal((await post('/users/login', { email, password: 'another password of root' })).status, 200)
    })
    const app = await buildApp(readSettings(environment))
    const me = await app.inject({ url: '/users/me', headers: { authorization: `Bearer ${token}` } })
    assert.equal(me.statusCode, 401)
    await app.close()
    assert.equal(manage(['changepassword', 'nobody@xdd.com', '--password-stdin'], 'x').stderr, 'There is no such user')
  })

  // ASVS 7.4.5: an administrator can end the sessions of one user or of everybody.
  test('endsessions ends the log-ins of one user or of everybody', async () => {
    const statusOf = async (token: string) => {
      const app = await buildApp(readSettings(environment))
      const { statusCode } = await app.inject({ url: '/users/me', headers: { authorization: `Bearer ${token}` } })
      await app.close()
      return statusCode
    }
    const logIn = async () => {
      let token = ''
      await onSite(async post => {
        token = (await post('/users/login', { email, password: 'another password of root' })).body.token ?? ''
      })
      return token
    }
    for (const [whom, said] of [
      [email, `All log-ins of ${email} have ended.`],
      ['--all', 'All log-ins have ended.'],
    ] as const) {
      const token = await logIn()
      assert.equal(await statusOf(token), 200)
      assert.deepEqual(manage(['endsessions', whom]), { status: 0, stdout: said, stderr: '' })
      assert.equal(await statusOf(token), 401)
    }
    assert.equal(await statusOf(await logIn()), 200, 'whoever logs in anew is in')
    assert.equal(manage(['endsessions', 'nobody@xdd.com']).stderr, 'There is no such user')
    for (const words of [[], [email, '--all']]) assert.equal(manage(['endsessions', ...words]).status, 2)
  })

  test('resetfactors lets a user in who has lost every second factor, and tells them', async () => {
    const login = { email: 'careful@xdd.com', password: 'the password of somebody' }
    const app = await buildApp(readSettings(environment))
    const call = async (url: string, payload: object, jwt = '') => {
      const headers = jwt === '' ? {} : { jwt }
      return (await app.inject({ method: 'POST', url, payload, headers })).json<Answer['body'] & { secret: string }>()
    }
    const { token = '' } = await call('/users/', { ...login, name: 'x' })
    const secret = decodeBase32((await call('/users/me/factors/totp', {}, token)).secret)
    await call('/users/me/factors/totp/confirm', { code: codeOf(secret, stepAt(Date.now())) }, token)
    assert.equal((await call('/users/login', login)).code, 'second_factor_required')
    await app.close()
    const changed = manage(['changepassword', login.email, '--password-stdin'], login.password)
    assert.match(changed.stdout, /\nThe second factor is still asked for; resetfactors careful@xdd\.com removes it\.$/)
    const said = 'The second factors are removed, and all log-ins have ended.'
    assert.deepEqual(manage(['resetfactors', login.email]), { status: 0, stdout: said, stderr: '' })
    const site = new DatabaseSync(join(folder, 'site.sqlite3'), { readOnly: true })
    const letters = site.prepare(`SELECT kind FROM outbox WHERE recipient = '${login.email}' ORDER BY id`).all()
    const event = site.prepare(`SELECT details FROM audit_event WHERE event = 'factors_reset'`).get()
    site.close()
    assert.deepEqual(
      letters.map(({ kind }) => kind),
      ['factorAdded', 'passwordChanged', 'factorsReset'],
    )
    assert.deepEqual(JSON.parse(String(event?.details)), { by: 'command' })
    await onSite(async post => assert.equal((await post('/users/login', login)).status, 200))
    assert.equal(manage(['resetfactors', login.email]).stdout, 'There was no second factor.')
    assert.equal(manage(['resetfactors', 'nobody@xdd.com']).stderr, 'There is no such user')
    assert.equal(manage(['resetfactors']).status, 2)
  })

  test('invite prints a link that lets one person in', async () => {
    const env = { REGISTRATION: 'invite', PUBLIC_URL: 'https://blog.example.com' }
    const { status, stdout } = manage(['invite', '--email', 'friend@xdd.com', '--days', '3'], '', env)
    const [, invite] = /^https:\/\/blog\.example\.com\/reg\?invite=([\w-]{43})$/.exec(stdout) ?? []
    assert.equal(status, 0)
    const user = { name: 'friend', password: 'the password of a friend', invite }
    await onSite(
      async post => {
        assert.equal((await post('/users/', { ...user, email: 'other@xdd.com' })).body.code, 'invalid_invite')
        assert.equal((await post('/users/', { ...user, email: 'friend@xdd.com' })).status, 201)
      },
      { REGISTRATION: 'invite' },
    )
    assert.equal(manage(['invite', '--days', '0']).status, 1)
  })

  test('clearsessions deletes what has expired', () => {
    const { status, stdout } = manage(['clearsessions'])
    assert.deepEqual(
      [status, stdout],
      [0, 'Deleted 0 sessions and tokens, 0 links and 0 events of the audit log that had expired.'],
    )
  })

  test('checkdeploy fails for settings that are not fit for the public', () => {
    const { status, stdout } = manage(['checkdeploy'])
    assert.equal(status, 1)
    assert.match(stdout, /^error: NODE_ENV is not production/m)
    assert.match(stdout, /^warning: MAIL_URL is unset/m)
  })
})

test('checkdeploy has nothing against settings that somebody thought about', () => {
  const settings = readSettings({
    NODE_ENV: 'production',
    SECRET_KEY: environment.SECRET_KEY.replace('secret key', 'strong one'),
    PUBLIC_URL: 'https://blog.example.com',
    PASSWORD_MIN_LENGTH: '15',
    MAIL_URL: 'smtps://mail.example.com',
    REGISTRATION: 'verify',
  })
  assert.deepEqual(check(settings), [])
})

const hash = 'pbkdf2_sha256$390000$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c='

describe('importusers', () => {
  test('takes the users of a Django database over, who log in with their old passwords', async () => {
    const file = join(folder, 'django.sqlite3')
    const django = new DatabaseSync(file)
    django.exec(`
      CREATE TABLE "auth_user" ("id" integer PRIMARY KEY, "password" varchar(128), "last_login" datetime,
        "is_superuser" bool, "username" varchar(150), "last_name" varchar(150), "email" varchar(254), "is_staff" bool,
        "is_active" bool, "date_joined" datetime, "first_name" varchar(150));
      INSERT INTO "auth_user" VALUES
        (1, '${hash}', NULL, 1, 'ada', 'Lovelace', 'ada@xdd.com', 1, 1, '2019-05-01 12:30:15.123456', 'Ada'),
        (2, '${hash}', NULL, 0, 'bob', '', 'bob@xdd.com', 0, 0, '2019-05-01 12:30:15', ''),
        (3, 'md5$a$b', NULL, 0, 'eve', '', 'eve@xdd.com', 0, 1, '2019-05-01 12:30:15', ''),
        (4, '${hash}', NULL, 0, 'nomail', '', '', 0, 1, '2019-05-01 12:30:15', '');`)
    django.close()
    const dry = manage(['importusers', file, '--dry-run'])
    assert.match(dry.stdout, /3 of 4 users imported\.$/, dry.stderr)
    const { stdout } = manage(['importusers', file])
    assert.match(stdout, /^eve@xdd\.com: imported; the password is of an unknown kind/m)
    assert.match(stdout, /^: left out: not an e-mail address/m)
    assert.match(stdout, /3 of 4 users imported\.$/)
    assert.match(manage(['importusers', file]).stdout, /0 of 4 users imported\.$/)
    await onSite(async post => {
      assert.equal((await post('/users/login', { email: 'ada@xdd.com', password: 'lètmein' })).status, 200)
      assert.equal((await post('/users/login', { email: 'bob@xdd.com', password: 'lètmein' })).status, 400)
      assert.equal((await post('/users/login', { email: 'eve@xdd.com', password: 'md5$a$b' })).status, 400)
    })
    const site = new DatabaseSync(join(folder, 'site.sqlite3'), { readOnly: true })
    const ada = site.prepare(`SELECT name, password, is_staff, joined_at FROM user WHERE email = 'ada@xdd.com'`).get()
    site.close()
    assert.match(String(ada?.password), /^\$2b\$04\$/, 'the hash was replaced at log-in')
    assert.deepEqual([ada?.name, ada?.is_staff], ['Ada Lovelace', 1])
    assert.match(String(ada?.joined_at), /^2019-05-01 12:30:15\.123/)
  })

  test('takes the users of a CSV file over', async () => {
    const file = join(folder, 'users.csv')
    writeFileSync(file, `name,email,password,is_active\r\n"Carl ""C"", Jr",carl@xdd.com,${hash},true\r\n`)
    assert.match(manage(['importusers', file]).stdout, /^1 of 1 users imported\.$/)
    await onSite(async post => {
      assert.equal((await post('/users/login', { email: 'carl@xdd.com', password: 'lètmein' })).status, 200)
    })
  })

  test('says in one line what a source lacks', () => {
    const file = join(folder, 'wrong.csv')
    writeFileSync(file, 'a,b\n1,2\n')
    assert.equal(manage(['importusers', file]).stderr, 'Not valid CSV, or without the columns email and password')
    const empty = join(folder, 'empty.sqlite3')
    new DatabaseSync(empty).close()
    assert.equal(manage(['importusers', empty]).stderr, 'The database has no table of users that Django made')
  })
})

test('comma-separated values are read as RFC 4180 has them', () => {
  assert.deepEqual(parseCsv('\ufeffa,b\r\n1,"x,\n""y"""\n\n2,\n'), [
    { a: '1', b: 'x,\n"y"' },
    { a: '2', b: '' },
  ])
  assert.throws(() => parseCsv('a,b\n"open,1'), { code: 'invalid_csv' })
})
