/**
 * What can go wrong with a request, one class per meaning. Nothing here knows a status code: `errors.ts` alone maps
 * these classes to HTTP.
 */

/** One reason why a field was refused: a stable code for programs, and what its sentence needs, such as `{ max: 64 }`. */
export interface FieldFault {
  readonly code: string
  readonly params?: Readonly<Record<string, string | number>>
  /** Key of the sentence when it differs from `code`. */
  readonly sentence?: string
}

/** The reasons by field name. */
export type FieldFaults = Readonly<Record<string, readonly FieldFault[]>>

/** What the answer says beside its status; `message` never holds a secret, since it is logged. */
export interface ProblemOptions extends ErrorOptions {
  readonly fields?: FieldFaults
  /** Key of the sentence when it differs from `code`. */
  readonly sentence?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Seconds after which it may be tried again. */
  readonly retryAfter?: number
  /** What a program needs to go on, beside the code; it becomes part of the answer. */
  readonly details?: Readonly<Record<string, unknown>>
  /** Path of the page on which a browser goes on; it is led there instead of being shown the error. */
  readonly page?: string
}

/** Root of the family; `code` is stable and meant for programs, and names the sentence shown to people. */
export class Problem extends Error {
  readonly code: string
  readonly sentence: string
  readonly fields: FieldFaults | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Whole seconds after which it may be tried again; undefined where waiting does not help. */
  readonly retryAfter: number | undefined
  readonly details: Readonly<Record<string, unknown>>
  readonly page: string | undefined
  constructor(code: string, options: ProblemOptions = {}) {
    super(code, options)
    this.code = code
    this.sentence = options.sentence ?? code
    this.fields = options.fields
    this.retryAfter = options.retryAfter && Math.max(1, Math.ceil(options.retryAfter))
    this.headers = { ...options.headers, ...(this.retryAfter ? { 'retry-after': String(this.retryAfter) } : {}) }
    this.details = options.details ?? {}
    this.page = options.page
  }
  override get name(): string {
    return this.constructor.name
  }
}

/** The request or its data cannot be accepted as sent. */
export class BadInput extends Problem {}

/** Nobody is logged in, or the token or session does not hold. */
export class NotAuthenticated extends Problem {
  constructor(code = 'not_authenticated', options: ProblemOptions = {}) {
    super(code, options)
  }
}

/** Somebody is known, and may not do this. */
export class Forbidden extends Problem {
  constructor(code = 'forbidden', options: ProblemOptions = {}) {
    super(code, options)
  }
}

/** There is nothing under this address, or nothing that this visitor may know of. */
export class NotFound extends Problem {
  constructor(code = 'not_found', options: ProblemOptions = {}) {
    super(code, options)
  }
}

/** The address exists and does not take this method; `allow` lists those that it takes. */
export class MethodNotAllowed extends Problem {
  constructor(allow: readonly string[]) {
    super('method_not_allowed', { headers: { allow: allow.join(', ') } })
  }
}

/** The body comes in a form that this address does not read. */
export class UnsupportedMedia extends Problem {
  constructor(options: ProblemOptions = {}) {
    super('unsupported_media_type', options)
  }
}

/** The body is longer than this address reads. */
export class TooLarge extends Problem {
  constructor(options: ProblemOptions = {}) {
    super('body_too_large', options)
  }
}

/** The same caller asks too often; `retryAfter` in seconds. */
export class TooManyRequests extends Problem {
  constructor(retryAfter: number) {
    super('too_many_requests', { retryAfter })
  }
}

/** The server has more work than it can take; `retryAfter` in seconds. */
export class Busy extends Problem {
  constructor(retryAfter: number, options: ProblemOptions = {}) {
    super('busy', { ...options, retryAfter })
  }
}

/** The address is reserved for something that this version does not have. */
export class NotBuilt extends Problem {
  constructor(code = 'not_built', options: ProblemOptions = {}) {
    super(code, options)
  }
}
