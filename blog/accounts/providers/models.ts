import { auto, char, datetime, foreignKey, type Manager, manager, model } from '@inkstone/orm'
import { User } from '../models.ts'

/** Longest subject that a provider may give (OpenID Connect Core §2), in ASCII characters. */
export const subjectMaxLength = 255

/**
 * Somebody at a provider, who is one of our users. Known by issuer and subject alone: addresses change hands (ASVS 6.8.1).
 */
export class Identity extends model(
  'Identity',
  {
    id: auto(),
    user: foreignKey(() => User, { onDelete: 'CASCADE', relatedName: 'identities' }),
    issuer: char({ maxLength: 255 }),
    subject: char({ maxLength: subjectMaxLength }),
    /** What the provider called the address when it was linked, for its owner to know it by; nothing is looked up by it. */
    email: char({ maxLength: 254, null: true }),
    createdAt: datetime(),
    usedAt: datetime({ null: true }),
  },
  { table: 'identity', ordering: ['id'], uniqueTogether: [['issuer', 'subject']] },
) {
  static readonly objects: Manager<Identity> = manager(Identity)
}
