import pg from 'pg'
import type { Receiver } from './incoming.ts'
import { type ColumnReading, readText } from './types.ts'

/** What a result looks like. */
export interface Description {
  readonly names: readonly string[]
  readonly reading: ColumnReading
}

/** What the driver tells about the columns of a result. */
interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/** Of a statement without rows. */
const NOTHING: Description = { names: [], reading: readText([]) }

/** The driver lets none but its own queries follow each other at once; its types leave out how it talks to them. */
const DriverQuery = pg.Query as unknown as new (text: string) => object

/** One statement under way: sent when the driver says so, filled with what the server answers. */
export class Statement extends DriverQuery implements Receiver {
  readonly found: unknown[][] = []
  changes = 0
  description: Description
  /** How far it came. */
  isSent = false
  isParsed = false
  isBegun = false
  /** The driver looks for it by this name. */
  readonly callback: (error: unknown) => void
  readonly #send: () => boolean
  #failure: unknown

  /**
   * @param send writes the statement's messages; answers whether somebody is at the other end
   * @param description of the columns, where it is known
   * @param done called once, when all is answered
   */
  constructor(send: () => boolean, description: Description | undefined, done: (error: unknown) => void) {
    super('')
    this.#send = send
    this.description = description ?? NOTHING
    this.callback = done
  }

  submit(): null {
    this.isSent = this.#send()
    return null
  }

  parsed(): void {
    this.isParsed = true
  }

  begun(): void {
    this.isBegun = true
  }

  row(bytes: Buffer, offset: number): void {
    try {
      this.found.push(valuesOf(bytes, offset, this.description.reading.read))
    } catch (error) {
      this.#failure ??= error
    }
  }

  handleRowDescription({ fields }: RowDescription): void {
    this.description = {
      names: fields.map(field => field.name),
      reading: readText(fields.map(field => field.dataTypeID)),
    }
  }

  /** The text ends in the number of rows, where the command has one. */
  handleCommandComplete({ text }: { readonly text: string }): void {
    this.changes = Number(text.slice(text.lastIndexOf(' ') + 1)) || 0
  }

  handleReadyForQuery(): void {
    this.callback(this.#failure)
  }

  handleError(error: unknown): void {
    this.callback(this.#failure ?? error)
  }
}

/** The values of a row: their number, and before each its length in bytes, -1 for NULL. */
function valuesOf(bytes: Buffer, offset: number, read: ColumnReading['read']): unknown[] {
  const values = new Array<unknown>(bytes.readUInt16BE(offset))
  let start = offset + 2
  for (let i = 0; i < values.length; i++) {
    const length = bytes.readInt32BE(start)
    start += 4
    if (length === -1) {
      values[i] = null
      continue
    }
    const readColumn = read[i] as ColumnReading['read'][number] // described before the first row
    values[i] = readColumn(bytes, start, start + length)
    start += length
  }
  return values
}
