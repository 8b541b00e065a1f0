import type { Connection, Driver, MaybePromise, NamedRows, SqlValue, WriteResult } from './backend.ts'
import type { ConnectionPool, PooledConnection } from './pool.ts'

/** A driver of a server: single statements on shared connections of a pool, transactions on one of their own. */
export abstract class PooledDriver<C extends PooledConnection> implements Driver {
  protected readonly pool: ConnectionPool<C>

  protected constructor(pool: ConnectionPool<C>) {
    this.pool = pool
  }

  abstract stream(sql: string, params: readonly SqlValue[], chunkSize: number): AsyncIterable<unknown[][]>

  read(sql: string, params: readonly SqlValue[]): Promise<unknown[][]> {
    return this.pool.run(connection => connection.query(sql, params))
  }

  readNamed(sql: string, params: readonly SqlValue[]): Promise<NamedRows> {
    return this.pool.run(connection => connection.queryNamed(sql, params))
  }

  write(sql: string, params: readonly SqlValue[]): Promise<WriteResult> {
    return this.pool.run(connection => connection.execute(sql, params))
  }

  acquire(): MaybePromise<Connection> {
    return this.pool.acquire()
  }

  release(connection: Connection, broken: boolean): void {
    this.pool.release(connection as C, broken) // the pool knows its own, and no others
  }

  close(): Promise<void> {
    return this.pool.close()
  }

  /** This driver when its first connection is open, so that a wrong address is known at once. */
  protected async opened(): Promise<this> {
    try {
      await this.read('SELECT 1', [])
      return this
    } catch (error) {
      await this.close()
      throw error
    }
  }
}

/** Name the database of a URL without the password in it. */
export function serverName(product: string, url: string): string {
  const { host, pathname } = new URL(url)
  return `the ${product} database ${pathname.slice(1)} at ${host}`
}
