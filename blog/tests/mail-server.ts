import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'

/** A letter as the mail server got it. */
export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly html: string
}

/** A mail server of a test. */
export interface MailServer {
  readonly url: string
  readonly letters: Received[]
  /** Answers every recipient with this SMTP code until it is set to undefined. */
  refusal: number | undefined
}

/** Start a mail server that keeps what it gets, for one test. */
export async function startMailServer(t: TestContext): Promise<MailServer> {
  const state: { letters: Received[]; refusal: number | undefined; url: string } = {
    letters: [],
    refusal: undefined,
    url: '',
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) =>
      done(state.refusal === undefined ? null : Object.assign(new Error('refused'), { responseCode: state.refusal })),
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope
        const from = mailFrom ? mailFrom.address : ''
        state.letters.push({
          from,
          to: rcptTo.map(({ address }) => address),
          ...readLetter(Buffer.concat(chunks).toString()),
        })
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo // it listens on TCP
  state.url = `smtp://127.0.0.1:${port}`
  t.after(() => new Promise<void>(resolve => server.close(resolve)))
  return state
}

function readLetter(raw: string): Pick<Received, 'headers' | 'text' | 'html'> {
  const { headers, body } = readPart(raw)
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map(part => readPart(part.replace(/^\r\n/, '')))
  const find = (type: string) => parts.find(part => part.headers['content-type']?.startsWith(type))
  return { headers, text: decode(find('text/plain')).replaceAll('\r\n', '\n'), html: decode(find('text/html')) }
}

interface Part {
  readonly headers: Record<string, string>
  readonly body: string
}

function readPart(raw: string): Part {
  const end = raw.indexOf('\r\n\r\n')
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = lines.map(line => [
    line.split(':', 1)[0]?.toLowerCase() ?? '',
    line.slice(line.indexOf(':') + 1).trim(),
  ])
  return { headers: Object.fromEntries(headers), body: raw.slice(end + 4) }
}

function decode(part: Part | undefined): string {
  if (!part) return ''
  const encoding = part.headers['content-transfer-encoding']
  if (encoding === 'base64') return Buffer.from(part.body, 'base64').toString()
  if (encoding !== 'quoted-printable') return part.body
  const bytes = part.body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
