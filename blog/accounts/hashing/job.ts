/** Work for a hashing thread; texts are at most 72 bytes long and hold no NUL. */
export type Job =
  | { readonly kind: 'hash'; readonly text: string; readonly cost: number }
  | { readonly kind: 'verify'; readonly text: string; readonly hash: string }

export type Outcome = { readonly value: string | boolean } | { readonly failure: string }
