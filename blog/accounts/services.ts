import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Clock } from '../http/context.ts'
import { deriveKey } from '../keys.ts'
import type { Settings } from '../settings.ts'
import { Background } from './background.ts'
import { BreachCheck } from './breached-passwords.ts'
import type { Captcha } from './captcha.ts'
import type { Recipe } from './hashing/job.ts'
import { type Hasher, HashPool } from './hashing/pool.ts'
import type { Belongings } from './leaving/belongings.ts'
import { PasswordPolicy } from './password-policy.ts'
import { Passwords } from './passwords.ts'
import { Providers } from './providers/registry.ts'
import { DatabaseSessions } from './session-stores/database.ts'
import type { SessionStore } from './session-stores/store.ts'
import { loadTokenKeys } from './signing/key-files.ts'
import type { TokenKeys } from './signing/keys.ts'
import { Tokens } from './tokens.ts'

/** What the handlers of accounts work with. */
interface AccountServices {
  readonly passwords: Passwords
  readonly tokens: Tokens
  readonly tokenKeys: TokenKeys
  readonly sessions: SessionStore
  readonly policy: PasswordPolicy
  /** Whom users may log in with elsewhere. */
  readonly providers: Providers
  readonly background: Background
  /** What other apps keep of users. */
  readonly belongings: readonly Belongings[]
  readonly captcha: Captcha | undefined
  /** Signs the cookies by which a browser shows that an account was logged in to from it. */
  readonly deviceKey: Buffer
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly accounts: AccountServices
  }
}

export interface AccountOptions {
  /** Replaced by tests that count. */
  readonly hasher?: Hasher | undefined
  /** What other apps keep of users; nothing by default. */
  readonly belongings?: readonly Belongings[] | undefined
  /** Keeps the sessions; the database by default. */
  readonly sessions?: SessionStore | undefined
  /** Asked before somebody registers or gets a letter; none by default. */
  readonly captcha?: Captcha | undefined
  /** Asks about leaked passwords; replaced by tests. */
  readonly fetch?: typeof fetch | undefined
}

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

/** Make what hashes and checks passwords as the settings say; for commands, too. */
export function passwordsOf(settings: Settings, hasher: Hasher): Passwords {
  return new Passwords(hasher, recipeOf(settings), secretKeys(settings))
}

/** Make what judges new passwords as the settings say; for commands, too. */
export function policyOf({ settings, clock, log }: PolicySurroundings, get?: typeof fetch): PasswordPolicy {
  const { passwordMinLength: minLength, passwordContextWords: words, publicUrl, breachCheck: url } = settings
  const siteWords = ['inkstone', ...words, ...(publicUrl === null ? [] : new URL(publicUrl).hostname.split('.'))]
  const breaches = url === null ? undefined : new BreachCheck({ url, clock, log, fetch: get })
  return new PasswordPolicy({ minLength, siteWords, breaches })
}

interface PolicySurroundings {
  readonly settings: Settings
  readonly clock: Clock
  readonly log: FastifyBaseLogger
}

/** Decorate the application with the services of accounts, and end the hashing threads with it. */
export function provideAccounts(app: FastifyInstance, options: AccountOptions = {}): void {
  const { hasher = new HashPool(), sessions = new DatabaseSessions() } = options
  const { settings } = app
  const clock: Clock = app.clock
  const tokenKeys = loadTokenKeys(settings)
  const issuer = tokenKeys.algorithm === 'HS256' ? undefined : (settings.publicUrl ?? undefined)
  const background = new Background(app.log)
  app.decorate('accounts', {
    background,
    belongings: options.belongings ?? [],
    passwords: passwordsOf(settings, hasher),
    tokens: new Tokens({ keys: tokenKeys, expire: settings.authExpire, clock, issuer }),
    tokenKeys,
    sessions,
    policy: policyOf(app, options.fetch),
    providers: new Providers({ providers: settings.providers, clock, log: app.log }),
    captcha: options.captcha,
    deviceKey: deriveKey(settings.secretKey, 'device'),
  })
  app.addHook('onClose', () => background.settled())
  app.addHook('onClose', () => hasher.close())
}
