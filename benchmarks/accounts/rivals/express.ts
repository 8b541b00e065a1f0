/** A blog as tutorials write it: Express, bcryptjs, jsonwebtoken. Started with `DATABASE`, `SECRET_KEY` and `PORT`. */
import bcrypt from 'bcryptjs'
import express from 'express'
import jwt from 'jsonwebtoken'
import { BCRYPT_COST } from '../rival.ts'
import { homePage, openDatabase } from './pages.ts'

const { DATABASE = '', SECRET_KEY = '', PORT = '0' } = process.env
const db = openDatabase(DATABASE)
const renderHome = homePage(db)
const app = express()
app.use(express.json())

const sign = (id: unknown) => jwt.sign({ user_id: id }, SECRET_KEY, { expiresIn: '8h' })

app.post('/users/', async (request, response) => {
  const { name, email, password } = request.body
  if (db.prepare('SELECT id FROM account WHERE email = ?').get(email)) {
    response.status(400).json({ error: 'taken' })
    return
  }
  const hash = await bcrypt.hash(password, BCRYPT_COST)
  const insert = db.prepare('INSERT INTO account (name, email, password) VALUES (?, ?, ?)')
  response.status(201).json({ token: sign(Number(insert.run(name, email, hash).lastInsertRowid)) })
})

app.post('/users/login', async (request, response) => {
  const { email, password } = request.body
  const user = db.prepare('SELECT * FROM account WHERE email = ?').get(email)
  if (user && (await bcrypt.compare(password, String(user.password)))) {
    response.json({ user: { id: user.id, name: user.name, email: user.email }, token: sign(user.id) })
  } else response.status(400).json({ error: 'wrong' })
})

app.get('/users/me', (request, response) => {
  try {
    const claims = jwt.verify(request.headers.authorization?.split(' ')[1] ?? '', SECRET_KEY) as { user_id: number } // as signed above
    const user = db.prepare('SELECT id, name, email FROM account WHERE id = ?').get(claims.user_id)
    response.json({ user })
  } catch {
    response.status(401).json({ error: 'log in first' })
  }
})

app.get('/', (_request, response) => {
  response.send(renderHome())
})

app.listen(Number(PORT), '127.0.0.1')
