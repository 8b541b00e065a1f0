import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Answer, Call } from './rival.ts'

const agent = new Agent({ keepAlive: true })

/** Make a call and read the whole answer. */
export function call(origin: string, what: Call): Promise<Answer> {
  const { method, path, headers, body } = what
  const payload = body === undefined ? undefined : JSON.stringify(body)
  const own =
    payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
  return new Promise((resolve, reject) => {
    const sent = request(origin + path, { method, agent, headers: { ...own, ...headers } }, response => {
      text(response).then(
        read => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: read }),
        reject,
      )
    })
    sent.on('error', error => {
      // The server may have closed an idle connection in the moment in which it was used again (Node: http, reusedSocket).
      if (sent.reusedSocket && 'code' in error && error.code === 'ECONNRESET') resolve(call(origin, what))
      else reject(error)
    })
    sent.end(payload)
  })
}
