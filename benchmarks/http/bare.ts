/**
 * The floor: what a careful programmer writes by hand for the two measured routes, with `node:http`, prepared statements
 * and HMAC from `node:crypto`. Reads the same database file and answers the same bodies as the blog.
 *
 * Started by run.ts with `DATABASE` (file), `SECRET_KEY` and `PORT`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

const { DATABASE = '', SECRET_KEY = '', PORT = '0' } = process.env
const db = new DatabaseSync(DATABASE, { readOnly: true })
const userById = db.prepare('SELECT id, name, email FROM user WHERE id = ?')
const countPosts = db.prepare('SELECT count(*) AS total FROM post')
const pageOfPosts = db.prepare(
  `SELECT post.id, post.title, user.name AS author, post.author_id, post.postdate FROM post
   JOIN user ON user.id = post.author_id ORDER BY post.id DESC LIMIT ? OFFSET ?`,
)

/** The user id that a token vouches for, or undefined. */
function verify(token: string): number | undefined {
  const end = token.lastIndexOf('.')
  const expected = createHmac('sha256', SECRET_KEY).update(token.slice(0, end)).digest()
  const given = Buffer.from(token.slice(end + 1), 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const claims = JSON.parse(Buffer.from(token.slice(token.indexOf('.') + 1, end), 'base64url').toString())
  return claims.exp > Date.now() / 1000 ? claims.user_id : undefined
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

function me(request: IncomingMessage, response: ServerResponse): void {
  const id = verify(request.headers.authorization?.slice('Bearer '.length) ?? '')
  const user = id === undefined ? undefined : userById.get(id)
  if (user) answer(response, 200, { user })
  else answer(response, 401, { error: 'log in first' })
}

function posts(response: ServerResponse, page: number): void {
  const total = Number(countPosts.get()?.total)
  const rows = pageOfPosts
    .all(20, 20 * (page - 1))
    .map(row => ({ ...row, postdate: Date.parse(`${row.postdate}Z`) / 1000 }))
  answer(response, 200, { posts: rows, pagination: { page, size: 20, total, pages: Math.ceil(total / 20) } })
}

createServer((request, response) => {
  if (request.url === '/users/me') me(request, response)
  else if (request.url?.startsWith('/posts/')) posts(response, Number(request.url.split('?page=')[1] ?? 1))
  else answer(response, 404, { error: 'not found' })
}).listen(Number(PORT), '127.0.0.1')
