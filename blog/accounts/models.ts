import { auto, boolean, char, datetime, foreignKey, type Manager, manager, manyToMany, model } from '@inkstone/orm'
import { Group, Permission } from './roles/models.ts'

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
    /** May enter what is for those who look after the site. What they may do there, permissions say. */
    isStaff: boolean({ null: true, default: false }),
    /** Has every permission, without being given any. */
    isSuperuser: boolean({ null: true, default: false }),
    groups: manyToMany(() => Group, { relatedName: 'users' }),
    /** What this user may do beside what their groups may. */
    userPermissions: manyToMany(() => Permission, { relatedName: 'users' }),
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

  /** Whether this user may log in; Django's `is_active`. */
  get isActive(): boolean {
    return this.disabledAt === null
  }
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
