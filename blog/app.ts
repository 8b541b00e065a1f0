import cookie from '@fastify/cookie'
import type { Database } from '@inkstone/orm'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { DestinationStream, Logger } from 'pino'
import type { Captcha } from './accounts/captcha.ts'
import { keepAccountsClean } from './accounts/cleaning.ts'
import type { Hasher } from './accounts/hashing/pool.ts'
import { identifyUsers } from './accounts/plugin.ts'
import { sentences as accountSentences } from './accounts/sentences.ts'
import { provideAccounts } from './accounts/services.ts'
import { RedisSessions } from './accounts/session-stores/redis.ts'
import { prepareDatabase } from './database.ts'
import { describeCalls } from './docs/openapi.ts'
import { answerHealth } from './health.ts'
import { answerBadUrl, answerNonsense } from './http/broken-requests.ts'
import { hangUpWhenClosing } from './http/closing.ts'
import { lateCompilers, loadCompilers } from './http/compilers.ts'
import type { Clock } from './http/context.ts'
import { refuseTossedCookies } from './http/cookies.ts'
import { protectFromForgery } from './http/csrf.ts'
import { answerErrors } from './http/errors.ts'
import { sendSecurityHeaders } from './http/headers.ts'
import { guardHosts } from './http/hosts.ts'
import { readJsonOnly } from './http/json.ts'
import { loggedUrl } from './http/logged-url.ts'
import { refuseUnknown } from './http/methods.ts'
import { negotiate, representation } from './http/negotiation.ts'
import { RequestLogger } from './http/request-logger.ts'
import { mount } from './http/routing.ts'
import { strictValidation } from './http/validation.ts'
import { provideLimits } from './limits/plugin.ts'
import { RedisLimits } from './limits/redis.ts'
import type { LimitStore } from './limits/store.ts'
import { makeLogger, named } from './logging.ts'
import { provideMail } from './mail/plugin.ts'
import type { Transport } from './mail/transport.ts'
import { postBelongings } from './posts/belongings.ts'
import { offerWriting } from './posts/permissions.ts'
import { sentences as postSentences } from './posts/sentences.ts'
import type { Settings } from './settings.ts'
import { urlpatterns } from './urls.ts'
import { htmlErrorPage, offerLanguages, providePages } from './web/plugin.ts'

/** What tests put in the place of the real thing. */
export interface AppOptions {
  readonly clock?: Clock
  readonly hasher?: Hasher
  readonly captcha?: Captcha
  /** Asks about leaked passwords. */
  readonly fetch?: typeof fetch
  /** Takes letters; the mail server of the settings, or the log, by default. */
  readonly mailTransport?: Transport
  /** Counts attempts; in the database by default. */
  readonly limits?: LimitStore
  /** Where log lines go; standard error by default. */
  readonly logStream?: DestinationStream
  /** A database that is open already; closed with the application all the same. */
  readonly database?: Database
}

/**
 * Join the rooms of the house into an application that is ready to listen. Closing it finishes the requests under way
 * and closes the database.
 */
export async function buildApp(settings: Settings, options: AppOptions = {}): Promise<FastifyInstance> {
  const logger = makeLogger(settings, options.logStream)
  const database = options.database ?? (await prepareDatabase(settings, logger))
  const app = createServer(settings, logger)
  app.addHook('onClose', () => database.close())
  app.decorate('settings', settings)
  app.decorate('clock', options.clock ?? Date.now)
  await installEdge(app)
  offerLanguages(app)
  const shared = await sharedStores(app)
  provideLimits(app, options.limits ?? shared?.limits)
  provideMail(app, options.mailTransport)
  const { hasher, captcha, fetch } = options
  provideAccounts(app, { hasher, captcha, fetch, sessions: shared?.sessions, belongings: [postBelongings] })
  identifyUsers(app)
  offerWriting(app)
  // After the user is known, so that the page for an unknown address greets whoever is logged in.
  refuseUnknown(app)
  protectFromForgery(app)
  keepAccountsClean(app)
  providePages(app)
  await answerHealth(app, [() => database.query('SELECT 1'), ...(shared ? [shared.ping] : [])])
  await describeCalls(app)
  await mount(app, urlpatterns)
  await app.ready()
  return app
}

/** What several machines share through Redis, where the settings name one; the connection ends with the application. */
async function sharedStores(app: FastifyInstance) {
  if (app.settings.redisUrl === null) return undefined
  const { connectRedis } = await import('./redis.ts')
  const redis = connectRedis(app.settings.redisUrl, app.log)
  app.addHook('onClose', async () => redis.disconnect())
  const stores = { sessions: new RedisSessions(redis, app.clock), limits: new RedisLimits(redis, app.clock) }
  return { ...stores, ping: () => redis.ping() }
}

function createServer(settings: Settings, logger: Logger): FastifyInstance {
  const log = named(logger, settings, 'http')
  const loggerInstance: FastifyBaseLogger = log
  const app = fastify({
    loggerInstance,
    childLoggerFactory: (parent, bindings) => new RequestLogger(parent, bindings),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: settings.trustProxy.length > 0 ? [...settings.trustProxy] : false,
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    // Requests under way are finished, connections that idle are closed.
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    ajv: strictValidation,
    schemaController: { compilersFactory: lateCompilers },
    frameworkErrors: answerBadUrl,
    clientErrorHandler: answerNonsense,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200, constraints: representation },
  })
  if (log.isLevelEnabled('debug')) logAnswers(app)
  app.addHook('onListen', async () => void setImmediate(loadCompilers))
  return app
}

function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, url } = request
    request.log.debug(
      { method, url: loggedUrl(url), status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    )
  })
}

/** Everything that looks at a request before it is known who asks, in this order. */
async function installEdge(app: FastifyInstance): Promise<void> {
  hangUpWhenClosing(app)
  readJsonOnly(app)
  await app.register(cookie)
  negotiate(app)
  sendSecurityHeaders(app)
  answerErrors(app, { sentences: [accountSentences, postSentences], page: htmlErrorPage })
  guardHosts(app)
  refuseTossedCookies(app)
}
