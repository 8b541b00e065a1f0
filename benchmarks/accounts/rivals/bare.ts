/**
 * The floor: what a careful programmer writes by hand, with `node:http`, prepared statements, native bcrypt and HS256 by
 * `node:crypto`. Started with `DATABASE` (file), `SECRET_KEY` and `PORT`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import bcrypt from 'bcrypt'
import { type Account, BCRYPT_COST } from '../rival.ts'
import { homePage, openDatabase } from './pages.ts'

const { DATABASE = '', SECRET_KEY = '', PORT = '0' } = process.env
const EIGHT_HOURS = 28_800
const db = openDatabase(DATABASE)
const insertUser = db.prepare('INSERT INTO account (name, email, password) VALUES (?, ?, ?)')
const userById = db.prepare('SELECT id, name, email FROM account WHERE id = ?')
const userByEmail = db.prepare('SELECT id, name, email, password FROM account WHERE email = ?')
const renderHome = homePage(db)
const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')

const mac = (text: string) => createHmac('sha256', SECRET_KEY).update(text).digest()

function sign(id: unknown): string {
  const claims = { user_id: id, exp: Math.floor(Date.now() / 1000) + EIGHT_HOURS }
  const text = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${text}.${mac(text).toString('base64url')}`
}

/** The user id that a token vouches for, or undefined. */
function verify(token: string): number | undefined {
  const end = token.lastIndexOf('.')
  const expected = mac(token.slice(0, end))
  const given = Buffer.from(token.slice(end + 1), 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const claims = JSON.parse(Buffer.from(token.slice(token.indexOf('.') + 1, end), 'base64url').toString())
  return claims.exp > Date.now() / 1000 ? claims.user_id : undefined
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json', JSON.stringify(body))
}

function me(request: IncomingMessage, response: ServerResponse): void {
  const id = verify(request.headers.authorization?.slice('Bearer '.length) ?? '')
  const user = id === undefined ? undefined : userById.get(id)
  if (user) answer(response, 200, { user })
  else answer(response, 401, { error: 'log in first' })
}

async function register(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { name, email, password } = (await json(request)) as Account // the benchmark alone asks
  const hash = await bcrypt.hash(password, BCRYPT_COST)
  try {
    const { lastInsertRowid } = insertUser.run(name, email, hash)
    answer(response, 201, { token: sign(Number(lastInsertRowid)) })
  } catch {
    answer(response, 400, { error: 'taken' })
  }
}

async function logIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { email, password } = (await json(request)) as Account // the benchmark alone asks
  const row = userByEmail.get(email)
  if (row && (await bcrypt.compare(password, String(row.password)))) {
    answer(response, 200, { user: { id: row.id, name: row.name, email: row.email }, token: sign(row.id) })
  } else answer(response, 400, { error: 'wrong' })
}

createServer((request, response) => {
  const { method, url } = request
  if (url === '/users/me') me(request, response)
  else if (url === '/') send(response, 200, 'text/html; charset=utf-8', renderHome())
  else if (method === 'POST' && url === '/users/') void register(request, response)
  else if (method === 'POST' && url === '/users/login') void logIn(request, response)
  else answer(response, 404, { error: 'not found' })
}).listen(Number(PORT), '127.0.0.1')
