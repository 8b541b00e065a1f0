import { char, datetime, foreignKey, type Manager, manager, model } from '@inkstone/orm'
import { User } from '../models.ts'

/** A token that is exchanged once for the next of its family. Only the digest of it is stored. */
export class RefreshToken extends model(
  'RefreshToken',
  {
    /** SHA-256 of the token, in hexadecimal. */
    digest: char({ maxLength: 64, primaryKey: true }),
    /** Key of the session, which is the family: its end is the end of them all. */
    session: char({ maxLength: 64, dbIndex: true }),
    user: foreignKey(() => User, { onDelete: 'CASCADE', relatedName: 'refreshTokens' }),
    createdAt: datetime(),
    expiresAt: datetime({ dbIndex: true }),
    usedAt: datetime({ null: true }),
  },
  { table: 'refresh_token' },
) {
  static readonly objects: Manager<RefreshToken> = manager(RefreshToken)
}
