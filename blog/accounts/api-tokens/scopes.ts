/** What a token may be allowed to do. An address without a scope in its `config` takes no API token at all. */
export const scopes = ['account:read', 'posts:write'] as const
export type Scope = (typeof scopes)[number]

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope by which an API token may ask here. */
    readonly scope?: Scope
  }
}
