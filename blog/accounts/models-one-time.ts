import { auto, char, datetime, foreignKey, type Manager, manager, model, positiveInteger, text } from '@inkstone/orm'
import { User } from './models.ts'

/** A link, ticket or challenge that works once. Only the digest of its secret is stored. */
export class OneTimeToken extends model(
  'OneTimeToken',
  {
    id: auto(),
    /** What the link is for; part of every look-up, so that one kind never passes for another. */
    purpose: char({ maxLength: 16 }),
    /** SHA-256 of the secret, in hexadecimal. */
    digest: char({ maxLength: 64, unique: true }),
    /** Whose link it is; empty for somebody who has no account yet. */
    user: foreignKey(() => User, { onDelete: 'CASCADE', relatedName: 'oneTimeTokens', null: true }),
    /** The address that the link is about, as typed; empty where it is about none. */
    email: char({ maxLength: 64, null: true }),
    /** What has to be known when it is used, such as the name and password hash of a pending registration; JSON. */
    payload: text({ null: true }),
    createdAt: datetime(),
    expiresAt: datetime({ dbIndex: true }),
    usedAt: datetime({ null: true }),
    /** How often somebody tried what the link leads to, where that is counted. */
    tries: positiveInteger({ default: 0 }),
  },
  { table: 'one_time_token' },
) {
  static readonly objects: Manager<OneTimeToken> = manager(OneTimeToken)
}
