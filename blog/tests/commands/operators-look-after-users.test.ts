import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { buildApp } from '../../app.ts'
import { readSettings } from '../../settings.ts'
import { environment, manage } from './manage.ts'

const email = 'root@xdd.com'

describe('without a terminal', () => {
  before(() => {
    const { stderr } = manage(
      ['createsuperuser', '--email', email, '--name', 'root', '--password-stdin'],
      'secret of r',
    )
    assert.equal(stderr, '')
  })

  test('createsuperuser gives the role that may do everything', () => {
    assert.equal(manage(['roles', email]).stdout, 'superuser')
  })

  test('roles lists those that there are', () => {
    assert.equal(manage(['roles']).stdout, 'superuser\nauthor\neditor\nstaff')
  })

  test('grant and revoke change the roles of a user and say which are left', () => {
    assert.equal(manage(['grant', email, 'editor', 'staff']).stdout, `${email}: superuser, editor, staff`)
    assert.equal(manage(['revoke', email, 'superuser']).stdout, `${email}: editor, staff`)
    assert.equal(manage(['revoke', email, 'editor', 'staff']).stdout, `${email}: no roles`)
  })

  test('a role or user that does not exist is refused in one line, and nothing is changed', () => {
    assert.deepEqual(manage(['grant', email, 'editor', 'king']), {
      status: 1,
      stdout: '',
      stderr: 'There is no role king; there are superuser, author, editor, staff.',
    })
    assert.equal(manage(['roles', email]).stdout, '')
    assert.deepEqual(manage(['grant', 'nobody@xdd.com', 'editor']).stderr, 'There is no such user')
    assert.equal(manage(['grant', email]).stderr, 'Usage: grant EMAIL ROLE …')
  })
})

describe('looking after users', () => {
  const user = 'ada@xdd.com'
  before(() => manage(['createsuperuser', '--email', user, '--name', 'ada', '--password-stdin'], 'secret of a'))

  /** What the site says to the user's password. */
  async function logIn(): Promise<{ readonly status: number; readonly token: string }> {
    const app = await buildApp(readSettings(environment))
    try {
      const payload = { email: user, password: 'secret of a' }
      const answer = await app.inject({ method: 'POST', url: '/users/login', payload })
      return { status: answer.statusCode, token: answer.json().token }
    } finally {
      await app.close()
    }
  }

  /** What the site says to a token. */
  async function ask(token: string): Promise<number> {
    const app = await buildApp(readSettings(environment))
    try {
      return (await app.inject({ url: '/users/me', headers: { authorization: `Bearer ${token}` } })).statusCode
    } finally {
      await app.close()
    }
  }

  test('disable keeps a user out, and enable lets them in', async () => {
    const { token } = await logIn()
    assert.equal(manage(['disable', user]).stdout, `${user} is kept out.`)
    assert.deepEqual([(await logIn()).status, await ask(token)], [400, 401])
    assert.equal(manage(['enable', user]).stdout, `${user} may log in.`)
    assert.deepEqual([(await logIn()).status, await ask(token)], [200, 401])
  })

  test('letters says when none is stuck', () => {
    assert.equal(manage(['letters']).stdout, 'No letter is stuck.')
  })
})
