/** How new hashes are made. */
export type Recipe =
  | { readonly algorithm: 'bcrypt'; readonly cost: number }
  /** Argon2id (RFC 9106): memory in KiB. */
  | { readonly algorithm: 'argon2'; readonly memory: number; readonly passes: number; readonly parallelism: number }
  /** RFC 7914: `cost` is N. */
  | { readonly algorithm: 'scrypt'; readonly cost: number; readonly blockSize: number; readonly parallelism: number }

/** Work for a hashing thread; a text for bcrypt is at most 72 bytes long, and none holds NUL. */
export type Job =
  | { readonly kind: 'hash'; readonly text: string; readonly recipe: Recipe }
  | { readonly kind: 'verify'; readonly text: string; readonly hash: string }
