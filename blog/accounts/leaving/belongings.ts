/** What another app keeps of a user: it goes into exports, and may stand in the way of deleting the account. */
export interface Belongings {
  /** Name of the part in an export. */
  readonly name: string
  /** Give everything as it is to be exported. */
  read(userId: number): Promise<readonly unknown[]>
  /** Count what has to go before the account can. */
  countProtected(userId: number): Promise<number>
}
