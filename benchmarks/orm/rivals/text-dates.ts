/** Dates where a library leaves them to its user: text on SQLite, `Date` on PostgreSQL already. */

export interface Dates {
  encode(date: Date): string | Date
  decode(stored: string | Date): Date
}

/** `2024-01-01 00:00:00`, in UTC. */
export const encodeDate = (date: Date): string => date.toISOString().slice(0, 19).replace('T', ' ')

/** With the zone it is the same moment in every process. */
export const decodeDate = (text: string): Date => new Date(`${text}Z`)

export const asText: Dates = { encode: encodeDate, decode: stored => decodeDate(stored as string) }
export const asDate: Dates = { encode: date => date, decode: stored => stored as Date }
