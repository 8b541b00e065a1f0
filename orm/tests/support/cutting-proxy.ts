import { connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** A way to a server that the test can cut. */
export interface CuttingProxy {
  /** The URL of the server, through the proxy. */
  readonly url: string
  /** Cut every connection as soon as the server has sent this many bytes more. */
  cutAfter(bytes: number): void
}

/** Stand between the test and the server of a URL. */
export async function cuttingProxy(t: TestContext, url: string): Promise<CuttingProxy> {
  const server = new URL(url)
  const port = Number(server.port || (server.protocol === 'mysql:' ? 3306 : 5432))
  const sockets = new Set<Socket>()
  let left = Number.POSITIVE_INFINITY
  const proxy = createServer(client => {
    const upstream = connect(port, server.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      // Both ends go together; why one went is for the driver to say.
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream)
    upstream.on('data', chunk => {
      client.write(chunk.subarray(0, left))
      left -= chunk.length
      if (left > 0) return
      left = Number.POSITIVE_INFINITY
      for (const socket of sockets) socket.end()
    })
  })
  const own = await new Promise<number>(resolve => {
    proxy.listen(0, '127.0.0.1', () => {
      const address = proxy.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  server.hostname = '127.0.0.1'
  server.port = String(own)
  return { url: server.href, cutAfter: bytes => (left = bytes) }
}
