import { UsageError } from '../errors.ts'
import type { Backend } from './backend.ts'

/** Back ends by the scheme of their URL, loaded when first asked for. */
const BACKENDS: Readonly<Record<string, () => Promise<Backend>>> = {
  sqlite: async () => (await import('./sqlite/index.ts')).sqlite,
  postgres: async () => (await import('./postgres/index.ts')).postgres,
  postgresql: async () => (await import('./postgres/index.ts')).postgres,
  mysql: async () => (await import('./mysql/index.ts')).mysql,
  mariadb: async () => (await import('./mysql/index.ts')).mysql,
}

/** Find the back end of a database URL; a `UsageError` names the schemes that there are. */
export async function loadBackend(url: string): Promise<Backend> {
  const scheme = /^([a-z]+):/.exec(url)?.[1] ?? ''
  const load = BACKENDS[scheme]
  if (load === undefined) {
    throw new UsageError(`A database URL starts with one of ${Object.keys(BACKENDS).join(', ')}; '${scheme}' is none`)
  }
  return load()
}
