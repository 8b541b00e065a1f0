import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance } from 'fastify'
import { Letter } from './models.ts'
import { type NewLetter, Outbox } from './outbox.ts'
import { Postman } from './postman.ts'
import { logTransport, smtpTransport, type Transport } from './transport.ts'

const minute = 60_000
/** How often what other processes left behind, or what has to be tried again, is looked for. */
const rounds = minute
/** How long what is done is kept, for lists. */
const memory = 30 * 24 * 60 * minute

/** Mail as the other rooms use it. */
export interface Mail {
  /** Write a letter down in the running transaction; it is sent once that is committed. */
  write(post: NewLetter): Promise<void>
  /** Send what is due now. */
  send(): Promise<void>
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly mail: Mail
  }
}

/** Give the application its mail, and send what is due until it closes. */
export function provideMail(app: FastifyInstance, transport: Transport = transportOf(app)): void {
  const log = app.log.child({ part: 'mail' })
  const postman = new Postman({ transport, clock: app.clock, log })
  // A letter is sent outside of the request that caused it and of its transaction.
  const outside = AsyncLocalStorage.snapshot()
  const outbox = new Outbox(app, () => void outside(send))
  const send = () => postman.run(outbox).catch((err: unknown) => log.error({ err }, 'sending failed'))
  app.decorate('mail', { write: post => outbox.write(post), send })
  const timer = setInterval(() => void send().then(() => forget(app.clock())), rounds).unref()
  app.addHook('onReady', async () => void send())
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await postman.stop()
  })
}

/** Give commands a way to write letters, which a site that runs beside them sends within a minute. */
export function mailOfCommand(surroundings: Pick<FastifyInstance, 'settings' | 'clock'>): Pick<Mail, 'write'> {
  const outbox = new Outbox(surroundings, () => {})
  return { write: post => outbox.write(post) }
}

function transportOf({ settings, log }: FastifyInstance): Transport {
  const { mailUrl, mailFrom } = settings
  return mailUrl === null ? logTransport(log) : smtpTransport(mailUrl, mailFrom)
}

/** Delete letters that were done with long ago. */
async function forget(now: number): Promise<void> {
  await Letter.objects.filter({ dueAt__isnull: true, createdAt__lt: new Date(now - memory) }).delete()
}
