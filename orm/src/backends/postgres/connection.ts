import type { Client, QueryArrayResult } from 'pg'
import type { NamedRows, SqlValue, WriteResult } from '../backend.ts'
import type { PooledConnection } from '../pool.ts'
import { isFatal, isOutdatedPlan, translateError } from './errors.ts'
import type { StatementNames } from './statement-names.ts'
import { parseType } from './types.ts'

const types = { getTypeParser: parseType }

/** One session of PostgreSQL. Statements may be sent before the earlier ones are answered. */
export class PostgresConnection implements PooledConnection {
  readonly #client: Client
  readonly #names: StatementNames
  #inFlight = 0
  #broken = false

  constructor(client: Client, names: StatementNames) {
    this.#client = client
    this.#names = names
    // Without a listener a lost connection would end the process; the next statement reports it.
    client.on('error', () => this.#markBroken())
    client.on('end', () => this.#markBroken())
  }

  get inFlight(): number {
    return this.#inFlight
  }

  get isBroken(): boolean {
    return this.#broken
  }

  async query(sql: string, params: readonly SqlValue[]): Promise<unknown[][]> {
    return (await this.#send(sql, params)).rows
  }

  async queryNamed(sql: string, params: readonly SqlValue[]): Promise<NamedRows> {
    const { fields, rows } = await this.#send(sql, params)
    return { columns: fields.map(field => field.name), rows }
  }

  async execute(sql: string, params: readonly SqlValue[]): Promise<WriteResult> {
    const { rowCount, rows } = await this.#send(sql, params)
    return { changes: rowCount ?? 0, rows }
  }

  async script(sql: string): Promise<void> {
    try {
      await this.#client.query(sql)
    } catch (error) {
      throw translateError(error)
    }
  }

  /** Read through a cursor, which exists in a transaction only. */
  async *stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]> {
    const cursor = this.#names.cursor()
    await this.#send(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, params, false)
    try {
      for (;;) {
        const { rows } = await this.#send(`FETCH ${chunkSize} FROM ${cursor}`, [], false)
        if (rows.length > 0) yield rows
        if (rows.length < chunkSize) return
      }
    } finally {
      if (!this.#broken) await this.#send(`CLOSE ${cursor}`, [], false)
    }
  }

  async close(): Promise<void> {
    await this.#client.end()
  }

  async #send(sql: string, params: readonly SqlValue[], named = true): Promise<QueryArrayResult<unknown[]>> {
    this.#inFlight += 1
    try {
      return await this.#sendOnce(sql, params, named)
    } catch (error) {
      // Known before the socket is seen to close, so that no further statement is sent there.
      if (isFatal(error)) this.#markBroken()
      if (!isOutdatedPlan(error)) throw translateError(error)
      return await this.#sendAnew(error, sql, params)
    } finally {
      this.#inFlight -= 1
    }
  }

  /** The statement did nothing yet; outside of a transaction, which the error has broken, it can be sent again. */
  async #sendAnew(first: unknown, sql: string, params: readonly SqlValue[]): Promise<QueryArrayResult<unknown[]>> {
    this.#names.forget(sql)
    try {
      return await this.#sendOnce(sql, params, true)
    } catch {
      throw translateError(first)
    }
  }

  #sendOnce(sql: string, params: readonly SqlValue[], named: boolean): Promise<QueryArrayResult<unknown[]>> {
    const name = named ? this.#names.of(sql) : undefined
    return this.#client.query({
      text: sql,
      // The driver declares a list that it may change; it does not.
      values: params as SqlValue[],
      rowMode: 'array',
      types,
      ...(name !== undefined && { name }),
    })
  }

  #markBroken(): void {
    this.#broken = true
  }
}
