import type { Client } from 'pg'
import type { NamedRows, SqlValue, WriteResult } from '../backend.ts'
import { isHarmless, markWithoutEffect } from '../lost-connection.ts'
import type { PooledConnection } from '../pool.ts'
import { isFatal, isOutdatedPlan, saysGoodbye, translateError } from './errors.ts'
import { interceptRows } from './incoming.ts'
import { executionMessages, queryMessage } from './messages.ts'
import { type Description, Statement } from './statement.ts'
import type { StatementNames } from './statement-names.ts'
import { readBinary } from './types.ts'

/** A statement that the session knows by its name, and its columns once they were described. */
interface Prepared {
  readonly description?: Description | undefined
}

/** A statement whose text was sent and is not answered yet. */
const UNDER_WAY: Prepared = {}

/** What is sent, and what is known about it. */
interface Request {
  readonly sql: string
  readonly messages: Buffer
  readonly name?: string
  readonly description?: Description | undefined
}

/** One session of PostgreSQL. Statements may be sent before the earlier ones are answered. */
export class PostgresConnection implements PooledConnection {
  readonly #client: Client
  readonly #names: StatementNames
  readonly #prepared = new Map<string, Prepared>()
  /** Statements under way; the first is the one that the server answers. */
  readonly #sent: Statement[] = []
  #broken = false
  #corked = false

  /** @param client is connected */
  constructor(client: Client, names: StatementNames) {
    this.#client = client
    this.#names = names
    interceptRows(client.connection.stream, () => this.#sent[0])
    // Without a listener a lost connection would end the process; the next statement reports it.
    client.on('error', () => this.#markBroken())
    client.on('end', () => this.#markBroken())
  }

  get isBroken(): boolean {
    return this.#broken
  }

  query(sql: string, params: readonly SqlValue[]): Promise<unknown[][]> {
    return this.#send(sql, params, rowsOf)
  }

  queryNamed(sql: string, params: readonly SqlValue[]): Promise<NamedRows> {
    return this.#send(sql, params, namedRowsOf)
  }

  execute(sql: string, params: readonly SqlValue[]): Promise<WriteResult> {
    return this.#send(sql, params, resultOf)
  }

  script(sql: string): Promise<void> {
    return this.#submit({ sql, messages: queryMessage(sql) }, () => undefined)
  }

  /** Read through a cursor, which exists in a transaction only. */
  async *stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]> {
    const cursor = this.#names.cursor()
    await this.#sendUnnamed(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, params, rowsOf)
    try {
      for (;;) {
        const rows = await this.#sendUnnamed(`FETCH ${chunkSize} FROM ${cursor}`, [], rowsOf)
        if (rows.length > 0) yield rows
        if (rows.length < chunkSize) return
      }
    } finally {
      if (!this.#broken) await this.#sendUnnamed(`CLOSE ${cursor}`, [], rowsOf)
    }
  }

  async close(): Promise<void> {
    await this.#client.end()
  }

  async #send<T>(sql: string, params: readonly SqlValue[], result: (statement: Statement) => T): Promise<T> {
    const name = this.#names.of(sql)
    const known = name === undefined ? undefined : this.#prepared.get(name)
    // While its text is under way nobody knows whether the server accepts it, and what follows would fail with it.
    if (name === undefined || known === UNDER_WAY) return this.#sendUnnamed(sql, params, result)
    const { description } = known ?? {}
    const text = known === undefined ? sql : undefined
    const messages = executionMessages({ name, sql: text, params, formats: description?.reading.formats })
    if (known === undefined) this.#prepared.set(name, UNDER_WAY)
    const sent = this.#submit({ sql, messages, name, description }, result)
    return sent.catch(error => {
      if (!isOutdatedPlan(error.cause)) throw error
      // The statement did nothing yet; outside of a transaction, which the error has broken, it can be sent again.
      this.#names.forget(sql)
      return this.#sendUnnamed(sql, params, result).catch(() => {
        throw error
      })
    })
  }

  async #sendUnnamed<T>(sql: string, params: readonly SqlValue[], result: (statement: Statement) => T): Promise<T> {
    const messages = executionMessages({ name: '', sql, params, formats: undefined })
    return this.#submit({ sql, messages }, result)
  }

  #submit<T>(request: Request, result: (statement: Statement) => T): Promise<T> {
    let statement: Statement
    const answered = new Promise<T>((resolve, reject) => {
      const send = () => this.#write(request.messages)
      statement = new Statement(send, request.description, error => {
        this.#sent.splice(this.#sent.indexOf(statement), 1)
        if (request.name !== undefined) this.#learn(request.name, statement, error)
        if (error === undefined) resolve(result(statement))
        else reject(error)
      })
      this.#sent.push(statement)
      this.#client.query(statement)
    })
    // Translated here, where the stack leads to the caller and not to the socket.
    return answered.catch(error => {
      throw this.#translated(error, statement, request.sql)
    })
  }

  /** Remember what the answer tells about a statement that has a name. */
  #learn(name: string, { isParsed, description }: Statement, error: unknown): void {
    const known = this.#prepared.get(name)
    if (known?.description !== undefined) return
    if (known === UNDER_WAY && !isParsed) this.#prepared.delete(name)
    else if (error !== undefined) this.#prepared.set(name, {})
    else this.#prepared.set(name, { description: inBinary(description) })
  }

  #translated(error: unknown, { isSent, isBegun }: Statement, sql: string): unknown {
    const translated = translateError(error)
    if (!isFatal(error)) return translated
    // Known before the socket is seen to close, so that no further statement is sent there.
    this.#markBroken()
    // What the server says at last comes behind what it had begun with.
    const never = !isSent || (!isBegun && saysGoodbye(error))
    if (translated instanceof Error && (never || (!isBegun && isHarmless(sql)))) markWithoutEffect(translated)
    return translated
  }

  /** Write at once; statements that follow in the same moment leave together. */
  #write(messages: Buffer): boolean {
    const { stream } = this.#client.connection
    if (!stream.writable) return false
    if (this.#sent.length > 1 && !this.#corked) {
      this.#corked = true
      stream.cork()
      process.nextTick(() => {
        this.#corked = false
        stream.uncork()
      })
    }
    stream.write(messages)
    return true
  }

  #markBroken(): void {
    this.#broken = true
  }
}

function rowsOf({ found }: Statement): unknown[][] {
  return found
}

function namedRowsOf({ description, found }: Statement): NamedRows {
  return { columns: description.names, rows: found }
}

function resultOf({ changes, found }: Statement): WriteResult {
  return { changes, rows: found }
}

function inBinary({ names, reading }: Description): Description {
  return { names, reading: readBinary(reading.oids) }
}
