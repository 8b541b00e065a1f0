/** What a server has to offer to take part. */

/** A request as a rival wants it spelled. */
export interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

export interface Account {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** Where a server works: ports of its own, one database for all of its processes. */
export interface Place {
  readonly port: number
  readonly folder: string
}

export interface Rival {
  readonly name: string
  /** Program and arguments of one process. */
  command(place: Place): readonly string[]
  /** Its environment beyond the one of this process and {@link commonEnvironment}. */
  environment?(place: Place): Readonly<Record<string, string>>
  readonly register: (account: Account) => Call
  readonly logIn: (account: Account) => Call
  /** Headers by which later requests show who asks, from the answer to {@link logIn}. */
  credentials(answer: Answer): Readonly<Record<string, string>>
  readonly me: Call
  /** The home page with the newest posts; absent where the library has no pages. */
  readonly home?: Call
  /** Makes the posts of the home page where the server does not by itself. */
  seed?(origin: string, author: Readonly<Record<string, string>>): Promise<void>
  /** Whether passwords are hashed with bcrypt of cost 12, so that the processor's limit applies. */
  readonly bcrypt: boolean
  /** Packages whose versions the report states. */
  readonly packages: readonly string[]
  /** Says what is missing on this machine, in one line. */
  missing?(): string | undefined
}

export const POSTS = 200
/** Posts on the home page. */
export const PAGE_SIZE = 10
export const BCRYPT_COST = 12
/** What lists show of every post. */
export const EXCERPT = 'Some text. '.repeat(20).trim()
