import { auto, char, datetime, foreignKey, type Manager, manager, model } from '@inkstone/orm'
import { User } from '../models.ts'

/** Longest name that an owner gives to a token, in code points. */
export const tokenNameMaxLength = 48

/** A token for a program of its owner, which may do little and lasts long. Only the digest of it is stored. */
export class ApiToken extends model(
  'ApiToken',
  {
    id: auto(),
    user: foreignKey(() => User, { onDelete: 'CASCADE', relatedName: 'apiTokens' }),
    /** What its owner calls it. */
    name: char({ maxLength: tokenNameMaxLength }),
    /** SHA-256 of the token, in hexadecimal. */
    digest: char({ maxLength: 64, unique: true }),
    /** The beginning of the token, by which its owner knows it again. */
    hint: char({ maxLength: 12 }),
    /** What it may do: words with spaces between. */
    scopes: char({ maxLength: 200 }),
    createdAt: datetime(),
    expiresAt: datetime({ dbIndex: true }),
    /** When it was last noticed at work, to the hour. */
    usedAt: datetime({ null: true }),
  },
  { table: 'api_token', ordering: ['-id'] },
) {
  static readonly objects: Manager<ApiToken> = manager(ApiToken)
}
