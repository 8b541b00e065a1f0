/** Which part of a list is wanted. */
export interface PageRequest {
  readonly page: number
  readonly size: number
}

/** Where a list stands. */
export interface Pagination extends PageRequest {
  readonly total: number
  readonly pages: number
}

const DEFAULT_SIZE = 20
const MAXIMUM_SIZE = 100

/** Highest page that can be asked for, so that the offset stays a number that every database takes. */
const MAXIMUM_PAGE = 10_000_000

/** Read `page` and `size` from a query; what makes no sense counts as the default. */
export function readPageRequest(query: { readonly page?: unknown; readonly size?: unknown }): PageRequest {
  return {
    page: wholeNumber(query.page, 1, MAXIMUM_PAGE) ?? 1,
    size: wholeNumber(query.size, 1, MAXIMUM_SIZE) ?? DEFAULT_SIZE,
  }
}

function wholeNumber(text: unknown, least: number, most: number): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) return undefined
  const number = Number(text)
  return number >= least && number <= most ? number : undefined
}

/** How many rows come before a page. */
export function startOf({ page, size }: PageRequest): number {
  return (page - 1) * size
}

/** Say how many pages a list has, none when it is empty. */
export function paginate(request: PageRequest, total: number): Pagination {
  return { ...request, total, pages: Math.ceil(total / request.size) }
}
