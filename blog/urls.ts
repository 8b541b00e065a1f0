import { api as accountsApi } from './accounts/api.ts'
import { pages as accountsPages } from './accounts/pages.ts'
import { admin } from './http/admin.ts'
import { docs } from './http/docs.ts'
import { path } from './http/routing.ts'
import { api as postsApi } from './posts/api.ts'
import { pages as postsPages } from './posts/pages.ts'

const calls = [path('/users', accountsApi), path('/posts', postsApi)]

/** The root routing table: a prefix gives each app what is left of the path. JSON calls answer under `/api`, too. */
export const urlpatterns = [
  ...calls,
  path('/api', calls),
  path('', accountsPages),
  path('', postsPages),
  path('/admin', admin),
  path('/docs', docs),
]
