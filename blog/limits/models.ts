import { bigInteger, char, datetime, type Manager, manager, model, positiveInteger } from '@inkstone/orm'

/** How often something was tried: one row per limit and subject, gone once it says nothing any more. */
export class Tally extends model(
  'Tally',
  {
    /** SHA-256 of the limit's name and its subject, in hexadecimal: neither addresses nor names are kept. */
    key: char({ maxLength: 64, primaryKey: true }),
    /** What the limit counts; see policy.ts. */
    count: positiveInteger({ default: 0 }),
    /** Milliseconds since 1970; see policy.ts. */
    mark: bigInteger({ default: 0 }),
    expiresAt: datetime({ dbIndex: true }),
  },
  { table: 'tally' },
) {
  static readonly objects: Manager<Tally> = manager(Tally)
}
