import { type Fragment, type Html, html } from '../html.ts'
import type { Messages } from '../translations/index.ts'

/** Where a list stands, as the JSON interface says it, too. */
export interface Pagination {
  readonly page: number
  readonly size: number
  readonly total: number
  readonly pages: number
}

/** Choose the page numbers to offer: both ends and the neighbours; `undefined` stands for the numbers left out. */
export function pagerNumbers(page: number, pages: number): readonly (number | undefined)[] {
  const shown = [...new Set([1, page - 1, page, page + 1, pages])].filter(n => n >= 1 && n <= pages)
  return shown.flatMap((n, index) => {
    const gap = n - (shown[index - 1] ?? n)
    if (gap === 2) return [n - 1, n] // a dot would take the room of the one number that it hides
    return gap > 2 ? [undefined, n] : [n]
  })
}

/** Links to the other pages of a list. `path` is the address of its first page. */
export function pager(messages: Messages, path: string, pagination: Pagination): Fragment {
  const { page, pages, total } = pagination
  if (pages < 2) return undefined
  const words = messages.pager
  return html`<nav class="pager" aria-label="${words.label}">
    <ul>
    ${page > 1 && html`<li><a rel="prev" href="${pageAddress(path, page - 1)}">← ${words.newer}</a></li>`}
    ${pagerNumbers(page, pages).map(n => numberItem(messages, path, n, page))}
    ${page < pages && html`<li><a rel="next" href="${pageAddress(path, page + 1)}">${words.older} →</a></li>`}
    </ul>
    <p>${words.total(total, page, pages)}</p>
    </nav>`
}

/** The address of one page of a list; the first page has no number in it. */
export function pageAddress(path: string, page: number): string {
  return page > 1 ? `${path}?page=${page}` : path
}

function numberItem(messages: Messages, path: string, page: number | undefined, current: number): Html {
  if (page === undefined) return html`<li><span aria-hidden="true">…</span></li>`
  const label = messages.pager.page(page)
  if (page === current) return html`<li><span aria-current="page" aria-label="${label}">${page}</span></li>`
  return html`<li><a href="${pageAddress(path, page)}" aria-label="${label}">${page}</a></li>`
}
