import { NotBuilt } from '../http/problems.ts'
import type { Routes } from '../http/routing.ts'

/** Everything below `/admin` is reserved for the admin site. */
export const urls: Routes = async app => {
  const refuse = async () => {
    throw new NotBuilt('admin_not_built')
  }
  app.all('/', refuse)
  app.all('/*', refuse)
}
