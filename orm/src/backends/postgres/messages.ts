import { formatStoredDateTime } from '../../datetime.ts'
import type { SqlValue } from '../backend.ts'

/** Codes of the messages Query, Parse and Bind. */
const QUERY = 0x51
const PARSE = 0x50
const BIND = 0x42

/** Format of bytes that stand for themselves; the other one is text, 0. */
const BINARY = 1

/** `Describe` of the unnamed portal, `Execute` of it without a limit, and `Sync`. */
const DESCRIBE = Buffer.from([0x44, 0, 0, 0, 6, 0x50, 0])
const EXECUTE = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0])
const SYNC = Buffer.from([0x53, 0, 0, 0, 4])

/** A buffer that grew beyond this is not kept for the next statement. */
const LARGEST_KEPT = 1 << 20

/** What is sent to run a statement once. */
export interface Execution {
  /** The name that the session knows it by; empty for none. */
  readonly name: string
  /** The text, where it is to be parsed before. */
  readonly sql: string | undefined
  readonly params: readonly SqlValue[]
  /** Formats of the columns; none where they are not known, which are described then. */
  readonly formats: readonly number[] | undefined
}

/**
 * Write the messages of one execution, which the server answers in one go
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html).
 */
export function executionMessages({ name, sql, params, formats }: Execution): Buffer {
  const writer = new MessageWriter()
  if (sql !== undefined) writeParse(writer, name, sql)
  writeBind(writer, name, params, formats ?? [])
  if (formats === undefined) writer.bytes(DESCRIBE)
  writer.bytes(EXECUTE)
  writer.bytes(SYNC)
  return writer.finish()
}

/** Write the message of statements without parameters, several allowed. */
export function queryMessage(sql: string): Buffer {
  const writer = new MessageWriter()
  writer.begin(QUERY)
  writer.terminated(sql)
  writer.end()
  return writer.finish()
}

function writeParse(writer: MessageWriter, name: string, sql: string): void {
  writer.begin(PARSE)
  writer.terminated(name)
  writer.terminated(sql)
  // The server finds out the types of the parameters.
  writer.int16(0)
  writer.end()
}

function writeBind(writer: MessageWriter, name: string, params: readonly SqlValue[], formats: readonly number[]): void {
  writer.begin(BIND)
  writer.terminated('')
  writer.terminated(name)
  writer.int16(params.length)
  for (const param of params) writer.int16(param instanceof Uint8Array ? BINARY : 0)
  writer.int16(params.length)
  for (const param of params) writeParam(writer, param)
  writer.int16(formats.length)
  for (const format of formats) writer.int16(format)
  writer.end()
}

function writeParam(writer: MessageWriter, param: SqlValue): void {
  // A hole in a list of a caller without types is NULL, too.
  if (param === null || param === undefined) writer.int32(-1)
  else if (typeof param === 'string') writer.counted(param)
  else if (param instanceof Uint8Array) {
    writer.int32(param.byteLength)
    writer.bytes(param)
  } else writer.counted(textOf(param))
}

/** A value as the server reads it, https://www.postgresql.org/docs/current/arrays.html#ARRAYS-INPUT */
function textOf(value: Exclude<SqlValue, null>): string {
  if (Array.isArray(value)) return `{${value.map(memberText).join()}}`
  return value instanceof Date ? `${formatStoredDateTime(value)}+00` : String(value)
}

function memberText(value: SqlValue): string {
  if (value === null) return 'NULL'
  if (Array.isArray(value) || typeof value === 'number' || typeof value === 'bigint') return textOf(value)
  const text = value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : textOf(value)
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

/** Where messages are written; they leave it as a copy, before anybody else writes. */
let spare = Buffer.allocUnsafe(4096)

/** Writes messages one behind the other. */
class MessageWriter {
  #buffer = spare
  #offset = 0
  #start = 0

  begin(code: number): void {
    this.#reserve(5)
    this.#start = this.#offset + 1
    this.#buffer[this.#offset] = code
    this.#offset += 5
  }

  /** Note the length of the message, in which its code does not count. */
  end(): void {
    this.#buffer.writeInt32BE(this.#offset - this.#start, this.#start)
  }

  int16(value: number): void {
    this.#reserve(2)
    this.#offset = this.#buffer.writeUInt16BE(value, this.#offset)
  }

  int32(value: number): void {
    this.#reserve(4)
    this.#offset = this.#buffer.writeInt32BE(value, this.#offset)
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.byteLength)
    this.#buffer.set(value, this.#offset)
    this.#offset += value.byteLength
  }

  /** Text with a zero behind it. */
  terminated(text: string): void {
    this.#write(text)
    this.#reserve(1)
    this.#buffer[this.#offset++] = 0
  }

  /** Text with its length in bytes before it. */
  counted(text: string): void {
    this.int32(0)
    const start = this.#offset
    this.#write(text)
    this.#buffer.writeInt32BE(this.#offset - start, start - 4)
  }

  finish(): Buffer {
    if (this.#buffer.byteLength <= LARGEST_KEPT) spare = this.#buffer
    return Buffer.from(this.#buffer.subarray(0, this.#offset))
  }

  #write(text: string): void {
    // A code unit of UTF-16 takes three bytes at most.
    this.#reserve(text.length * 3)
    this.#offset += this.#buffer.write(text, this.#offset)
  }

  #reserve(size: number): void {
    const needed = this.#offset + size
    if (needed <= this.#buffer.byteLength) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.byteLength * 2))
    this.#buffer.copy(larger, 0, 0, this.#offset)
    this.#buffer = larger
  }
}
