import { auto, char, datetime, type Manager, manager, model, positiveInteger, text } from '@inkstone/orm'

/** A letter that is to be sent, written in the transaction of what causes it. */
export class Letter extends model(
  'Letter',
  {
    id: auto(),
    recipient: char({ maxLength: 254 }),
    /** What it is about, such as `reset`: for the log and for lists, never the content. */
    kind: char({ maxLength: 32 }),
    /** Subject and both forms of the text, encrypted since they hold links that work; empty once it was sent. */
    sealed: text({ null: true }),
    createdAt: datetime(),
    /** When its links are dead; there is no use in sending it afterwards. */
    expiresAt: datetime(),
    attempts: positiveInteger({ default: 0 }),
    /** When a worker may try; moved ahead by whoever claims it, so that two never send the same. Empty when done. */
    dueAt: datetime({ null: true, dbIndex: true }),
    sentAt: datetime({ null: true }),
    /** Why the last attempt failed, in the words of the mail server. */
    fault: char({ maxLength: 200, null: true }),
  },
  { table: 'outbox' },
) {
  static readonly objects: Manager<Letter> = manager(Letter)
}
