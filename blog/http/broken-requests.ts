import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import { negotiateLanguage } from './accept.ts'
import { BadInput } from './problems.ts'

type ClientErrorHandler = NonNullable<FastifyServerOptions['clientErrorHandler']>

/** Answer an address that cannot be decoded, which no hook and no error handler ever sees. */
export function answerBadUrl(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const { settings, wordProblem } = request.server
  // Such a request has nothing of what requests were decorated with.
  const language = negotiateLanguage(request.headers['accept-language'], settings.language)
  const { status, message, code } = wordProblem(new BadInput('bad_request'), Object.assign(request, { language }))
  reply.code(status).send({ error: message, code })
}

const statuses: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
}

/** Answer bytes that are not HTTP, in the same form as everything else, and hang up. */
export const answerNonsense: ClientErrorHandler = (error, socket) => {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const status = statuses[error.code] ?? 400
  const body = JSON.stringify({ error: STATUS_CODES[status], code: 'bad_request' })
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\nConnection: close`
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}
