/** A letter as it is sent, in the recipient's language. */
export interface Content {
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The address that the letter is about, for an operator who has to hand it on. */
  readonly link?: string | undefined
}

/** What a letter says, before it has a form: paragraphs, and at most one thing to do. */
export interface Message {
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly action?: { readonly label: string; readonly link: string } | undefined
  /** Smaller lines at the end: how long it holds, and what to do if one never asked for it. */
  readonly notes: readonly string[]
}
