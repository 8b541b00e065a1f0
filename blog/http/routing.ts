import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'

/** The routes of one app or part of it, written for what is left of the path after its prefix. */
export type Routes = FastifyPluginAsyncTypebox

/** One line of a routing table: a prefix, and the routes or the further table that see the rest of the path. */
export interface UrlPattern {
  readonly prefix: string
  readonly target: Routes | readonly UrlPattern[]
}

/** Give an app, or a whole table, everything below a prefix such as `/users`; `''` leaves the path as it is. */
export function path(prefix: string, target: Routes | readonly UrlPattern[]): UrlPattern {
  return { prefix, target }
}

/** Register a table and the tables in it. */
export async function mount(app: FastifyInstance, table: readonly UrlPattern[], before = ''): Promise<void> {
  for (const { prefix, target } of table) {
    const whole = before + prefix
    if (typeof target === 'function') await app.register(target, { prefix: whole })
    else await mount(app, target, whole)
  }
}

/**
 * Route constraint of a page that shares its address with a JSON call: `{ constraints: html }` answers browsers, the
 * unconstrained route beside it everybody else.
 */
export const html = { representation: 'html' } as const
