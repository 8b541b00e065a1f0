import type { Duplex } from 'node:stream'

/** Who is answered: told what comes for it alone, in order. */
export interface Receiver {
  /** The server has read the text of the statement. */
  parsed(): void
  /** The server begins with the statement. */
  begun(): void
  /** A row came, whose columns begin at `offset`. */
  row(bytes: Buffer, offset: number): void
}

/** Codes of messages that are dealt with here (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
const PARSE_COMPLETE = 0x31
const BIND_COMPLETE = 0x32
const DATA_ROW = 0x44

/** Code and length of a message. */
const HEADER = 5

/**
 * Read the rows that arrive on a connection before the driver would make texts of them, which takes most of its time;
 * all other messages reach the driver as before.
 */
export function interceptRows(stream: Duplex, receiver: () => Receiver | undefined): void {
  const [driver] = stream.listeners('data')
  if (driver === undefined) throw new TypeError('The driver does not listen to its connection')
  stream.removeAllListeners('data')
  const messages = new Messages(receiver, bytes => driver.call(stream, bytes))
  stream.on('data', chunk => messages.take(chunk))
}

/** Cuts what arrives into messages. */
class Messages {
  readonly #receiver: () => Receiver | undefined
  readonly #driver: (bytes: Buffer) => void
  /** The beginning of a message whose rest has not arrived. */
  #held: Buffer[] = []
  #heldLength = 0
  #needed = 0

  constructor(receiver: () => Receiver | undefined, driver: (bytes: Buffer) => void) {
    this.#receiver = receiver
    this.#driver = driver
  }

  take(chunk: Buffer): void {
    const bytes = this.#held.length === 0 ? chunk : this.#joined(chunk)
    if (bytes === undefined) return
    let offset = 0
    /** Where the messages begin that the driver has not seen. */
    let unseen = 0
    for (let end = endOf(bytes, offset); end <= bytes.byteLength; end = endOf(bytes, offset)) {
      if (isOurs(bytes[offset])) {
        if (unseen < offset) this.#driver(bytes.subarray(unseen, offset))
        this.#dispatch(bytes, offset, end)
        unseen = end
      }
      offset = end
    }
    if (unseen < offset) this.#driver(bytes.subarray(unseen, offset))
    if (offset < bytes.byteLength) this.#hold(bytes.subarray(offset))
  }

  #dispatch(bytes: Buffer, offset: number, end: number): void {
    const receiver = this.#receiver()
    const code = bytes[offset]
    if (receiver === undefined) this.#driver(bytes.subarray(offset, end))
    else if (code === DATA_ROW) receiver.row(bytes, offset + HEADER)
    else if (code === BIND_COMPLETE) receiver.begun()
    else receiver.parsed()
  }

  /** Everything that is held with the chunk behind it, once the message is complete. */
  #joined(chunk: Buffer): Buffer | undefined {
    this.#held.push(chunk)
    this.#heldLength += chunk.byteLength
    if (this.#heldLength < this.#needed) return undefined
    const joined = Buffer.concat(this.#held, this.#heldLength)
    this.#held = []
    return joined
  }

  #hold(beginning: Buffer): void {
    this.#held = [beginning]
    this.#heldLength = beginning.byteLength
    const end = endOf(beginning, 0)
    this.#needed = end === Number.POSITIVE_INFINITY ? HEADER : end
  }
}

function isOurs(code: number | undefined): boolean {
  return code === DATA_ROW || code === BIND_COMPLETE || code === PARSE_COMPLETE
}

/** Where the message that begins at `offset` ends; beyond all bytes where that has not arrived. */
function endOf(bytes: Buffer, offset: number): number {
  if (offset + HEADER > bytes.byteLength) return Number.POSITIVE_INFINITY
  return offset + 1 + bytes.readUInt32BE(offset + 1)
}
