import { DataError, DoesNotExist, IntegrityError, OperationalError, ValidationError } from '@inkstone/orm'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { wordDuration } from './durations.ts'
import {
  BadInput,
  Busy,
  type FieldFault,
  type FieldFaults,
  Forbidden,
  MethodNotAllowed,
  NotAuthenticated,
  NotBuilt,
  NotFound,
  Problem,
  TooLarge,
  TooManyRequests,
  UnsupportedMedia,
} from './problems.ts'
import { Phrasebook, type Sentences } from './sentences.ts'
import { faultsOfSchema } from './validation.ts'

/** The one place where errors meet status codes. */
const statuses: readonly (readonly [new (...args: never[]) => Problem, number])[] = [
  [BadInput, 400],
  [NotAuthenticated, 401],
  [Forbidden, 403],
  [NotFound, 404],
  [MethodNotAllowed, 405],
  [TooLarge, 413],
  [UnsupportedMedia, 415],
  [TooManyRequests, 429],
  [NotBuilt, 501],
  [Busy, 503],
]

function statusOf(problem: Problem): number {
  return statuses.find(([kind]) => problem instanceof kind)?.[1] ?? 500
}

/** One field's reason as it is shown. */
interface WordedFault {
  readonly code: string
  readonly message: string
}

/** An error as a person sees it, in their language. */
interface WordedProblem {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly fields?: Readonly<Record<string, readonly WordedFault[]>>
  readonly details: Readonly<Record<string, unknown>>
  readonly page?: string
  readonly requestId: string
  /** After how long it may be tried again, in words. */
  readonly wait?: string
}

/** Makes the page that a browser sees instead of JSON. */
export type ErrorPage = (problem: WordedProblem, request: FastifyRequest, reply: FastifyReply) => string

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Say what an error means to a person, for pages that show it beside a form instead of in its place. The headers
     * that belong to it, such as `Retry-After`, go with the answer.
     */
    wordProblem(error: unknown, request: FastifyRequest): WordedProblem
  }
  interface FastifyRequest {
    /** Headers that belong to the error which the request met; null for none. */
    problemHeaders: Readonly<Record<string, string>> | null
  }
}

export interface ErrorOptions {
  readonly sentences: readonly Sentences[]
  readonly page?: ErrorPage
}

/** Read an error of any origin as a problem; what nobody foresaw stays an unnamed one with the status 500. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof DoesNotExist) return new NotFound('not_found', { cause: error })
  if (error instanceof ValidationError)
    return new BadInput('invalid', { cause: error, fields: error.fields as FieldFaults })
  if (error instanceof DataError) return new BadInput('invalid', { cause: error })
  if (error instanceof IntegrityError) return new BadInput('conflict', { cause: error })
  if (error instanceof OperationalError) return new Busy(1, { cause: error })
  return problemOfFastify(error as FastifyError) ?? new Problem('internal', { cause: error })
}

/** Fastify's own refusals, by their documented codes (Fastify, Reference/Errors). */
function problemOfFastify(error: Partial<FastifyError>): Problem | undefined {
  if (error?.validation) {
    const fields = faultsOfSchema(error.validation)
    // A body that is missing or is no object has no fields to speak of.
    return Object.keys(fields).length > 0 ? new BadInput('invalid', { fields }) : new BadInput('invalid_json')
  }
  switch (error?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new TooLarge()
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new UnsupportedMedia()
    case 'FST_ERR_NOT_FOUND':
      return new NotFound()
  }
  const status = error?.statusCode ?? 500
  return status >= 400 && status < 500 ? new BadInput('bad_request', { cause: error }) : undefined
}

/** Let an address answer all malformed requests alike, as the log-in does. */
function underTraits(problem: Problem, request: FastifyRequest): Problem {
  const trait = request.routeOptions?.config?.badInput
  if (!trait || !(problem instanceof BadInput) || !malformed.has(problem.code)) return problem
  const fields = problem.fields ? { fields: problem.fields } : {}
  return new BadInput(trait.code ?? problem.code, { cause: problem, sentence: trait.sentence, ...fields })
}

/** What is said of data before anybody knows what it means. */
const malformed = new Set(['invalid', 'invalid_json', 'invalid_form', 'invalid_text'])

function word(problem: Problem, request: FastifyRequest, book: Phrasebook): WordedProblem {
  const { language } = request
  request.problemHeaders = problem.headers
  const fields =
    problem.fields &&
    wordFields(problem.fields, fault => book.say(fault.sentence ?? fault.code, language, fault.params))
  const wait = problem.retryAfter === undefined ? {} : { wait: wordDuration(problem.retryAfter, language) }
  return {
    status: statusOf(problem),
    code: problem.code,
    message: book.say(problem.sentence, language, wait),
    ...(fields ? { fields } : {}),
    details: problem.details,
    ...(problem.page === undefined ? {} : { page: problem.page }),
    requestId: request.id,
    ...wait,
  }
}

function wordFields(faults: FieldFaults, say: (fault: FieldFault) => string): Record<string, WordedFault[]> {
  return Object.fromEntries(
    Object.entries(faults).map(([name, list]) => [
      name,
      list.map(fault => ({ code: fault.code, message: say(fault) })),
    ]),
  )
}

function log(problem: Problem, status: number, request: FastifyRequest): void {
  if (status < 500 || problem instanceof NotBuilt) request.log.info({ code: problem.code, status }, 'refused')
  else request.log.error({ code: problem.code, status, err: problem.cause ?? problem }, 'failed')
}

async function answer(worded: WordedProblem, request: FastifyRequest, reply: FastifyReply, page?: ErrorPage) {
  reply.code(worded.status).header('cache-control', 'no-store')
  if (worded.page !== undefined && request.wantsHtml) return reply.redirect(worded.page, 303)
  if (page && request.wantsHtml) {
    return reply.type('text/html; charset=utf-8').send(page(worded, request, reply))
  }
  const { code, message, fields, details, page: elsewhere } = worded
  // A serializer made from a route's schema would drop what it does not know.
  reply.serializer(JSON.stringify).type('application/json; charset=utf-8')
  const further = { ...(fields ? { fields } : {}), ...(elsewhere === undefined ? {} : { page: elsewhere }) }
  return reply.send({ ...details, error: message, code, ...further })
}

/**
 * Answer every error as `{"error", "code", "fields"?}`, or as a page where a page was asked for. What can be gone on with
 * elsewhere also says where (`page`), and leads browsers there.
 */
export function answerErrors(app: FastifyInstance, options: ErrorOptions): void {
  const book = new Phrasebook(options.sentences)
  app.decorateRequest('problemHeaders', null)
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (request.problemHeaders !== null) reply.headers(request.problemHeaders)
    done()
  })
  app.decorate('wordProblem', (error, request) => word(underTraits(problemOf(error), request), request, book))
  app.setErrorHandler(async (error, request, reply) => {
    const problem = underTraits(problemOf(error), request)
    const worded = word(problem, request, book)
    log(problem, worded.status, request)
    return answer(worded, request, reply, options.page)
  })
}
