import {
  auto,
  char,
  datetime,
  json,
  type Manager,
  manager,
  model,
  positiveInteger,
  QuerySet,
  type SaveOptions,
  UsageError,
} from '@inkstone/orm'

/** What may be known of an event beside who and where; a closed list, so that no secret gets in. */
export interface AuditDetails {
  /** Code of the refusal. */
  readonly reason?: string
  /** How somebody showed who they are: `password`, `totp`, `recovery`, `passkey`, or the issuer of an identity. */
  readonly method?: string
  /** How many sessions or tokens it concerned. */
  readonly count?: number
  /** What the owner calls the token, passkey or group. */
  readonly name?: string
  readonly scopes?: string
  /** Who did it, when it was not the owner of the account: a user's id, or `command`. */
  readonly by?: number | string
}

function appendOnly(): never {
  throw new UsageError('The audit log is append-only: its rows are neither changed nor deleted.')
}

/** Rows of the audit log, which can be read and added to; time alone takes them away. */
class AuditTrail extends QuerySet<AuditEvent> {
  /** Forget what happened before a moment, as the settings ask for; the number of events. */
  expire(before: Date): Promise<number> {
    return this.filter({ at__lt: before }).#forget()
  }
  async #forget(): Promise<number> {
    const [count] = await super.delete()
    return count
  }
  override async update(): Promise<never> {
    return appendOnly()
  }
  override async bulkUpdate(): Promise<never> {
    return appendOnly()
  }
  override async delete(): Promise<never> {
    return appendOnly()
  }
}

/** Something that happened to an account. Written once, never changed; it outlives the account. */
export class AuditEvent extends model(
  'AuditEvent',
  {
    id: auto(),
    at: datetime({ dbIndex: true }),
    event: char({ maxLength: 48 }),
    /** Whose account it was; no foreign key, so that deleting the account leaves its history. */
    userId: positiveInteger({ null: true, dbIndex: true }),
    /** Where the request came from; empty for what the command line does. */
    address: char({ maxLength: 45, null: true }),
    device: char({ maxLength: 200, null: true }),
    details: json<AuditDetails>(),
  },
  { table: 'audit_event', ordering: ['-id'] },
) {
  static readonly objects: Manager<AuditEvent, AuditTrail> = manager(AuditEvent, AuditTrail)

  override async save(options?: SaveOptions): Promise<void> {
    if (!this._state.adding) appendOnly()
    await super.save(options)
  }
  override async delete(): Promise<never> {
    return appendOnly()
  }
}
