/** Starts the service: `node main.ts https://blog.example.com`, the blog's `PUBLIC_URL`; `PORT` is 4000 when unset. */
import { makeChecker, makeService } from './service.ts'

const [issuer] = process.argv.slice(2)
if (issuer === undefined) throw new TypeError('Usage: node main.ts PUBLIC_URL_OF_THE_BLOG')
const server = makeService(makeChecker(issuer)).listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  console.log(`Ready: ${JSON.stringify(server.address())}`)
})
