import { auto, boolean, char, datetime, foreignKey, type Manager, manager, model } from '@inkstone/orm'

/**
 * Somebody with an account. `id name email password` are the original's table; every other column may be empty, since
 * the original goes on inserting rows that know nothing of them.
 */
export class User extends model(
  'User',
  {
    id: auto(),
    name: char({ maxLength: 48 }),
    /** As typed, for display and for mail. */
    email: char({ maxLength: 64, unique: true }),
    /** `$2b$12$…`, or a tagged form of it: see passwords.ts. */
    password: char({ maxLength: 128 }),
    /** The spelling by which addresses are compared; empty in rows that the original made. */
    emailCanonical: char({ maxLength: 254, unique: true, null: true }),
    isStaff: boolean({ null: true, default: false }),
    joinedAt: datetime({ null: true }),
    /** When it was shown that mail to the address arrives; empty while nobody showed it. */
    verifiedAt: datetime({ null: true }),
    /** Since when this user may not log in; empty for everybody who may. */
    disabledAt: datetime({ null: true }),
    /** Tokens made up to this moment are refused. */
    tokensValidAfter: datetime({ null: true }),
  },
  { table: 'user' },
) {
  static readonly objects: Manager<User> = manager(User)
}

/** One log-in, by cookie or token. Only the digest of its secret id is stored. */
export class Session extends model(
  'Session',
  {
    /** SHA-256 of the id, in hexadecimal. */
    key: char({ maxLength: 64, primaryKey: true }),
    user: foreignKey(() => User, { onDelete: 'CASCADE', relatedName: 'sessions' }),
    /** Whether a browser holds the id as a cookie; otherwise the session lives and dies with its token. */
    cookie: boolean({ default: false }),
    createdAt: datetime(),
    /** Moved ahead while a browser is active, never beyond the session's longest life. */
    expiresAt: datetime({ dbIndex: true }),
    seenAt: datetime({ null: true }),
    /** When its user last showed who they are; acts of weight ask for it again. */
    confirmedAt: datetime({ null: true }),
    address: char({ maxLength: 45, null: true }),
    device: char({ maxLength: 200, null: true }),
  },
  { table: 'session' },
) {
  static readonly objects: Manager<Session> = manager(Session)
}
