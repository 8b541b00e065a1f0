/** Who takes part. A new one is a server in `rivals/` and an entry here; the first is the floor. */
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { type Account, type Answer, type Call, EXCERPT, type Place, POSTS, type Rival } from './rival.ts'

const root = path.resolve(import.meta.dirname, '../..')
const script = (name: string) => path.join(import.meta.dirname, 'rivals', name)

/** The calls of the document, which every server but better-auth answers. */
const documented = {
  register: (body: Account): Call => ({ method: 'POST', path: '/users/', body }),
  logIn: ({ email, password }: Account): Call => ({ method: 'POST', path: '/users/login', body: { email, password } }),
  credentials: ({ body }: Answer) => ({ authorization: `Bearer ${JSON.parse(body).token}` }),
  me: { method: 'GET', path: '/users/me', headers: { accept: 'application/json' } },
  home: { method: 'GET', path: '/', headers: { accept: 'text/html' } },
} as const

const inkstone: Rival = {
  name: 'Inkstone',
  ...documented,
  command: () => [process.execPath, path.join(root, 'manage.ts'), 'runserver'],
  environment: ({ folder }) => ({
    DATA_DIR: folder,
    ALLOWED_HOSTS: '127.0.0.1',
    LOG_LEVEL: 'warn',
    PASSWORD_BREACH_CHECK: 'off',
    // Limits stay on: every client of the flood has a network of its own, named as a proxy would.
    TRUST_PROXY: 'loopback',
  }),
  async seed(origin, author) {
    const headers = { 'content-type': 'application/json', ...author }
    for (let number = 1; number <= POSTS; number++) {
      const body = JSON.stringify({ title: `Post ${number}`, content: EXCERPT })
      const { status } = await fetch(`${origin}/posts/`, { method: 'POST', headers, body })
      if (status !== 201) throw new Error(`publishing a post was answered ${status}`)
    }
  },
  bcrypt: true,
  packages: [],
}

const betterAuth = (name: string, hasher: string): Rival => ({
  name,
  command: () => [process.execPath, script('better-auth.ts')],
  environment: () => ({ HASHER: hasher }),
  register: body => ({ method: 'POST', path: '/api/auth/sign-up/email', body }),
  logIn: ({ email, password }) => ({ method: 'POST', path: '/api/auth/sign-in/email', body: { email, password } }),
  credentials: ({ headers }) => ({ cookie: [headers['set-cookie'] ?? []].flat().map(nameAndValue).join('; ') }),
  me: { method: 'GET', path: '/api/auth/get-session' },
  bcrypt: hasher === 'bcrypt',
  packages: ['better-auth'],
})

const nameAndValue = (cookie: string): string => cookie.split(';', 1)[0] ?? ''

const django: Rival = {
  name: 'Django, gunicorn',
  ...documented,
  command: ({ port }) => [
    '/usr/bin/gunicorn',
    ...['--chdir', script('django'), '--bind', `127.0.0.1:${port}`, '--log-level', 'error'],
    ...['--workers', String(availableParallelism()), '--preload', '--worker-class', 'gthread', 'wsgi'],
  ],
  environment: () => ({ POSTS: String(POSTS), EXCERPT, PYTHONDONTWRITEBYTECODE: '1' }),
  bcrypt: true,
  packages: [],
  missing() {
    const modules = 'import bcrypt, django, gunicorn, jwt'
    const { status } = spawnSync('/usr/bin/python3', ['-c', modules])
    return status === 0 ? undefined : 'needs apt-get install gunicorn python3-django python3-bcrypt python3-jwt'
  },
}

export const rivals: readonly Rival[] = [
  {
    name: 'bare node:http',
    ...documented,
    command: () => [process.execPath, script('bare.ts')],
    bcrypt: true,
    packages: ['bcrypt'],
  },
  inkstone,
  {
    name: 'Express, bcryptjs',
    ...documented,
    command: () => [process.execPath, script('express.ts')],
    bcrypt: true,
    packages: ['express', 'bcryptjs', 'jsonwebtoken'],
  },
  betterAuth('better-auth, bcrypt', 'bcrypt'),
  betterAuth('better-auth, scrypt', 'scrypt'),
  django,
]

/** What every process is told. */
export const commonEnvironment = (place: Place, secret: string): Readonly<Record<string, string>> => ({
  NODE_ENV: 'production',
  PORT: String(place.port),
  DATABASE: path.join(place.folder, 'blog.sqlite3'),
  SECRET_KEY: secret,
})
