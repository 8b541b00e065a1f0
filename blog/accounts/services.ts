import type { FastifyInstance } from 'fastify'
import type { Clock } from '../http/context.ts'
import type { Limit } from '../http/rate-limit.ts'
import { makeLimit } from '../http/rate-limit.ts'
import type { Settings } from '../settings.ts'
import type { Recipe } from './hashing/job.ts'
import { type Hasher, HashPool } from './hashing/pool.ts'
import { Passwords } from './passwords.ts'
import { DatabaseSessions } from './session-stores/database.ts'
import type { SessionStore } from './session-stores/store.ts'
import { Tokens } from './tokens.ts'

/** What the handlers of accounts work with. */
interface AccountServices {
  readonly passwords: Passwords
  readonly tokens: Tokens
  readonly sessions: SessionStore
  readonly limits: { readonly registration: Limit; readonly login: Limit }
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly accounts: AccountServices
  }
}

export interface AccountOptions {
  /** Replaced by tests that count. */
  readonly hasher?: Hasher | undefined
  /** Keeps the sessions; the database by default. */
  readonly sessions?: SessionStore | undefined
}

/** Attempts of one address per minute; a page of twenty people behind one router must still be able to log in. */
const attemptsPerMinute = 60

function secretKeys(settings: Settings): readonly [string, ...string[]] {
  return [settings.secretKey, ...settings.secretKeyFallbacks]
}

/** How new passwords are hashed. Costs beside bcrypt's are those that OWASP's password storage cheat sheet names. */
function recipeOf({ passwordHasher, bcryptCost }: Settings): Recipe {
  switch (passwordHasher) {
    case 'bcrypt':
      return { algorithm: 'bcrypt', cost: bcryptCost }
    case 'argon2':
      return { algorithm: 'argon2', memory: 19_456, passes: 2, parallelism: 1 }
    case 'scrypt':
      // A higher N with less parallelism is as good, and would not fit the column in Django's spelling.
      return { algorithm: 'scrypt', cost: 65_536, blockSize: 8, parallelism: 2 }
  }
}

/** Decorate the application with the services of accounts, and end the hashing threads with it. */
export function provideAccounts(app: FastifyInstance, options: AccountOptions = {}): void {
  const { hasher = new HashPool(), sessions = new DatabaseSessions() } = options
  const { settings } = app
  const clock: Clock = app.clock
  app.decorate('accounts', {
    passwords: new Passwords(hasher, recipeOf(settings), secretKeys(settings)),
    tokens: new Tokens({ secretKeys: secretKeys(settings), expire: settings.authExpire, clock }),
    sessions,
    limits: {
      registration: makeLimit(app, 'registration', attemptsPerMinute),
      login: makeLimit(app, 'login', attemptsPerMinute),
    },
  })
  app.addHook('onClose', () => hasher.close())
}
