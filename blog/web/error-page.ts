import type { PageContext } from './context.ts'
import { type Fragment, type Html, html } from './html.ts'
import { layout } from './layout.ts'

/** What an error page says: the status, and what helps the reader and the operator. */
export interface Failure {
  readonly status: number
  readonly code: string
  /** What it means to a person, in their language. */
  readonly message: string
  /** Shown so that a reader can quote it and an operator can find the log line. */
  readonly requestId: string
  /** After how long it may be tried again, in the reader's words. */
  readonly wait?: string
}

/** A page for an answer that is not what the reader asked for, with a next step. */
export function errorPage(context: PageContext, failure: Failure): Html {
  const { failure: words } = context.messages
  const title = (saysMore(failure) ? undefined : wordsFor(words.titles, failure.status)) ?? words.fallback
  return layout(context, {
    title,
    main: html`<div class="failure">
      <p class="code" aria-hidden="true">${failure.status}</p>
      <h1>${title}</h1>
      <p class="lead">${hint(context, failure)}</p>
      <p class="actions">${nextSteps(context, failure)}</p>
      <p class="hint">${words.requestId} <code>${failure.requestId}</code></p>
      </div>`,
  })
}

/** Statuses that mean many things, and codes that say no more than they do. */
const ambiguous = new Set([400, 403])
const general = new Set([
  'bad_request',
  'invalid',
  'invalid_json',
  'invalid_form',
  'invalid_text',
  'forbidden',
  'csrf_failed',
])

/** Tell whether the sentence of an error says more than its status. */
function saysMore({ status, code }: Failure): boolean {
  return ambiguous.has(status) && !general.has(code)
}

function hint(context: PageContext, failure: Failure): string {
  const { failure: words } = context.messages
  if (failure.wait !== undefined) return words.wait(failure.wait)
  if (failure.code === 'csrf_failed') return words.csrf
  return saysMore(failure) ? failure.message : (wordsFor(words.hints, failure.status) ?? words.fallbackHint)
}

function wordsFor(words: Readonly<Record<number, string>>, status: number): string | undefined {
  return words[status]
}

function nextSteps(context: PageContext, failure: Failure): Fragment {
  const { failure: words } = context.messages
  const home = html`<a class="button" href="/">${words.back}</a>`
  if (failure.status !== 401 || context.user) return home
  const next = encodeURIComponent(context.url)
  return [html`<a class="button" href="/login?next=${next}">${words.logIn}</a>`, html`<a href="/">${words.back}</a>`]
}
