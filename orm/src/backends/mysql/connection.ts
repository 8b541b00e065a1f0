import type { Socket } from 'node:net'
import type { ExecuteValues, Connection as Session } from 'mysql2'
import type { NamedRows, SqlValue, WriteResult } from '../backend.ts'
import { isHarmless, markWithoutEffect } from '../lost-connection.ts'
import type { PooledConnection } from '../pool.ts'
import { isFatal, isUnsent, translateError } from './errors.ts'
import { type RowSource, RowStream } from './rows.ts'

/** Statements that are worth preparing, and that servers can prepare; all with parameters are. */
const PREPARED = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|\()/i

/** A statement that is lost so soon was hardly begun, in milliseconds: its connection was dead before. */
const SOON = 100

/** What the driver tells about a statement without rows. */
interface Header {
  readonly affectedRows: number
  readonly insertId: number | string
}

/** What came back: rows with the names of their columns, or a header. */
interface Answer {
  readonly columns: readonly string[]
  readonly rows?: unknown[][]
  readonly header?: Header
}

/** One session of MySQL or MariaDB. Statements wait in it for the answers to the earlier ones. */
export class MysqlConnection implements PooledConnection {
  readonly #session: Session
  #broken = false
  #stream: RowStream | undefined

  constructor(session: Session) {
    this.#session = session
    // Without a listener a lost connection would end the process; the next statement reports it.
    session.on('error', error => {
      this.#markBroken()
      this.#stream?.fail(error)
    })
    session.on('end', () => this.#markBroken())
  }

  get isBroken(): boolean {
    return this.#broken
  }

  async query(sql: string, params: readonly SqlValue[]): Promise<unknown[][]> {
    return (await this.#send(sql, params)).rows ?? []
  }

  async queryNamed(sql: string, params: readonly SqlValue[]): Promise<NamedRows> {
    const { columns, rows } = await this.#send(sql, params)
    return { columns, rows: rows ?? [] }
  }

  async execute(sql: string, params: readonly SqlValue[]): Promise<WriteResult> {
    const { rows, header } = await this.#send(sql, params)
    if (header === undefined) return { changes: rows?.length ?? 0, rows: rows ?? [] }
    const { affectedRows, insertId } = header
    return { changes: affectedRows, lastInsertId: typeof insertId === 'string' ? BigInt(insertId) : insertId }
  }

  async script(sql: string): Promise<void> {
    await this.#send(sql, [])
  }

  async *stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]> {
    const rows = this.rows(sql, params, chunkSize)
    try {
      yield* rows.chunks()
    } finally {
      await rows.discard()
    }
  }

  /** Start reading rows; who does not read them to the end has to discard them or to close the connection. */
  rows(sql: string, params: readonly SqlValue[], chunkSize: number): RowStream {
    this.#stream?.hurry()
    // The declarations do not know that without a callback the statement itself comes back, and tells of its rows.
    const source = this.#session.execute(sql, bindable(params)) as unknown as RowSource
    this.#stream = new RowStream(this.#session, source, chunkSize)
    return this.#stream
  }

  async close(): Promise<void> {
    if (this.#broken || this.#stream?.ended === false) return this.#session.destroy()
    await new Promise<void>(resolve => {
      // Whichever comes first: the other end may have closed already.
      this.#session.on('end', resolve)
      this.#session.end(() => resolve())
    })
  }

  async #send(sql: string, params: readonly SqlValue[]): Promise<Answer> {
    this.#stream?.hurry()
    const start = performance.now()
    const { bytesRead } = this.#socket
    try {
      return await this.#answer(sql, params)
    } catch (error) {
      const isUnanswered = this.#socket.bytesRead === bytesRead
      throw this.#translated(error, sql, isUnanswered && performance.now() - start < SOON)
    }
  }

  /** @param isSudden the loss came soon after the statement, and nothing between them */
  #translated(error: unknown, sql: string, isSudden: boolean): unknown {
    const translated = translateError(error)
    if (!(error instanceof Error) || !isFatal(error)) return translated
    this.#markBroken()
    // The server says nothing when it ends a session, be it idle or long busy with a statement that somebody kills.
    const isRepeatable = isUnsent(error) || (isSudden && isHarmless(sql))
    if (isRepeatable && translated instanceof Error) markWithoutEffect(translated)
    return translated
  }

  /** The declarations leave it out. It changes when a connection is encrypted. */
  get #socket(): Socket {
    return (this.#session as unknown as { readonly stream: Socket }).stream
  }

  #answer(sql: string, params: readonly SqlValue[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, result: unknown, fields: readonly { readonly name: string }[] | undefined) =>
        error ? reject(error) : resolve(answerOf(result, fields ?? []))
      if (params.length > 0 || PREPARED.test(sql)) this.#session.execute(sql, bindable(params), done)
      else this.#session.query(sql, done)
    })
  }

  #markBroken(): void {
    this.#broken = true
  }
}

/** The session was told to give rows as arrays. */
function answerOf(result: unknown, fields: readonly { readonly name: string }[]): Answer {
  const columns = fields.map(field => field.name)
  return Array.isArray(result) ? { columns, rows: result as unknown[][] } : { columns, header: result as Header }
}

/** The driver declares a list that it may change, of fewer types; it checks them itself. */
function bindable(params: readonly SqlValue[]): ExecuteValues {
  return params as ExecuteValues
}
