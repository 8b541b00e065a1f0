import type { FastifyBaseLogger } from 'fastify'
import type { Transporter } from 'nodemailer'
import type { Content } from './content.ts'

/** Takes letters out of the house. */
export interface Transport {
  /** Whether the letter's content may be forgotten once it was delivered. */
  readonly reachesRecipient: boolean
  /** Deliver a letter. Throws {@link Undeliverable} when trying again would not help. */
  deliver(recipient: string, content: Content): Promise<void>
  close(): void
}

/** The mail server says that this recipient will never get it. */
export class Undeliverable extends Error {
  override get name(): string {
    return 'Undeliverable'
  }
}

/** Milliseconds that a mail server may take for a step. */
const patience = 15_000

/** Send by SMTP, as in `smtps://user:password@mail.example.com` (nodemailer's own form of the address). */
export function smtpTransport(url: string, from: string): Transport {
  let connected: Promise<Transporter> | undefined
  return {
    reachesRecipient: true,
    async deliver(recipient, { subject, text, html }) {
      // Objects, never texts to be parsed: mail programs read addresses in more ways than one.
      const to = { name: '', address: recipient }
      const envelope = { from, to: [recipient] }
      const headers = { 'auto-submitted': 'auto-generated' }
      try {
        connected ??= connect(url)
        await (await connected).sendMail({
          from: { name: 'Inkstone', address: from },
          to,
          envelope,
          subject,
          text,
          html,
          headers,
        })
      } catch (error) {
        throw isFinal(error) ? new Undeliverable('refused for good', { cause: error }) : error
      }
    },
    close: () => void connected?.then(transporter => transporter.close()),
  }
}

/** The library is loaded with the first letter: most starts send none. */
async function connect(url: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    url,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    // A letter is made of texts alone: whatever names a file or an address to load is a mistake.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** A refusal of the recipient with a code of 550 and above stays (RFC 5321 §4.2.1); every other fault may pass. */
function isFinal(error: unknown): boolean {
  const { code, responseCode = 0 } = error as { code?: string; responseCode?: number } // reading is harmless
  return code === 'EENVELOPE' && responseCode >= 550
}

/** Where there is no mail server: the operator finds the letter in the log and hands it on. */
export function logTransport(log: FastifyBaseLogger): Transport {
  return {
    reachesRecipient: false,
    async deliver(recipient, { subject, link }) {
      log.warn({ recipient, subject, link }, 'no mail server is set (MAIL_URL): hand this on')
    },
    close: () => {},
  }
}
