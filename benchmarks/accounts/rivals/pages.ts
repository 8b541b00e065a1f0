/** What the hand-written servers share: their tables, and a home page as plain as the blog's is long. */
import { DatabaseSync } from 'node:sqlite'
import { EXCERPT, PAGE_SIZE, POSTS } from '../rival.ts'

interface PostRow {
  readonly id: number
  readonly title: string
  readonly author: string
  readonly postdate: number
  readonly excerpt: string
}

/** Open the database and make its tables and posts where another process has not done so. */
export function openDatabase(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 5000 })
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, password TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS post (id INTEGER PRIMARY KEY, title TEXT NOT NULL, author TEXT NOT NULL, postdate INTEGER NOT NULL, excerpt TEXT NOT NULL);`)
  const insert = db.prepare('INSERT OR IGNORE INTO post VALUES (?, ?, ?, ?, ?)')
  for (let id = 1; id <= POSTS; id++) insert.run(id, `Post ${id}`, 'bench', 1_700_000_000 + id, EXCERPT)
  return db
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character] ?? character)
}

/** Make the function that renders the home page. */
export function homePage(db: DatabaseSync): () => string {
  const newest = db.prepare('SELECT id, title, author, postdate, excerpt FROM post ORDER BY id DESC LIMIT ?')
  const count = db.prepare('SELECT count(*) AS total FROM post')
  const entry = ({ id, title, author, postdate, excerpt }: PostRow) =>
    `<li><h2><a href="/posts/${id}">${escapeHtml(title)}</a></h2><p>${escapeHtml(excerpt)}</p><p>${escapeHtml(author)} <time>${new Date(postdate * 1000).toISOString()}</time></p></li>`
  return () => {
    const posts = newest.all(PAGE_SIZE) as unknown as PostRow[] // the columns are those of the statement
    const pages = Math.ceil(Number(count.get()?.total) / PAGE_SIZE)
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Blog</title></head><body><ol>${posts.map(entry).join('')}</ol><a href="/?page=2">Older</a> 1 of ${pages}</body></html>`
  }
}
