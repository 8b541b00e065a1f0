import { type Html, html } from '../../web/html.ts'

/** The line under a form that leads from registering to logging in and back, keeping where one was going. */
export function otherDoor(path: string, question: string, action: string, next: string): Html {
  const address = next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`
  return html`<p class="alternative">${question} <a href="${address}">${action}</a></p>`
}
