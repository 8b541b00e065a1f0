import type { User } from './models.ts'

/** The server's memory of a log-in; the cookie or token that names it never leaves the request. */
export interface CurrentSession {
  /** SHA-256 of the secret id, as stored; fit for showing a list of sessions, useless for logging in. */
  readonly key: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, by session cookie or token; null for a visitor. */
    user: User | null
    session: CurrentSession | null
  }
}
