import type { User } from '../models.ts'

/** The server's memory of a log-in; the cookie or token that names it never leaves the request. */
export interface StoredSession {
  /** SHA-256 of the secret id, in hexadecimal; fit for showing a list of sessions, useless for logging in. */
  readonly key: string
  readonly userId: number
  /** Whether a browser holds the id as a cookie; otherwise the session lives and dies with its tokens. */
  readonly cookie: boolean
  readonly createdAt: Date
  readonly expiresAt: Date
  /** When it was last noticed at work; not each request moves it. */
  readonly seenAt: Date | null
  /** When its user last showed who they are. */
  readonly confirmedAt: Date | null
  readonly address: string | null
  readonly device: string | null
}

/** What a request needs to know of its session. */
export type CurrentSession = Omit<StoredSession, 'seenAt' | 'address' | 'device'>

/** A session with the user as they are now, so that disabling somebody holds at once. */
export interface FoundSession {
  readonly session: CurrentSession
  readonly user: User
}

/** Keeps sessions. Where several machines share the site, all of them share the store. */
export interface SessionStore {
  add(session: StoredSession): Promise<void>
  /** Find a session that was not ended. Whether it has expired is for the caller to judge, by the caller's clock. */
  find(key: string): Promise<FoundSession | null>
  /** Move the end of a session; one that was ended meanwhile stays ended. */
  prolong(key: string, times: { readonly seenAt: Date; readonly expiresAt: Date }): Promise<void>
  /** List the sessions of a user, the newest first. */
  ofUser(userId: number): Promise<StoredSession[]>
  end(keys: readonly string[]): Promise<void>
  /** End all sessions of a user, but for one that may be kept; the number of them. */
  endAll(userId: number, kept?: string): Promise<number>
  /** End everybody's sessions; the number of them. */
  clear(): Promise<number>
  /** Forget the sessions that have expired; the number of them. */
  clean(now: number): Promise<number>
}
