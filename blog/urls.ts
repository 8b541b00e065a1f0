import { api as accountsApi } from './accounts/api.ts'
import { apiTokensApi } from './accounts/api-tokens/api.ts'
import { apiTokensPages } from './accounts/api-tokens/pages.ts'
import { confirmationApi } from './accounts/confirmation/api.ts'
import { confirmationPages } from './accounts/confirmation/pages.ts'
import { credentialsApi } from './accounts/credentials/api.ts'
import { credentialsPages } from './accounts/credentials/pages.ts'
import { factorsApi } from './accounts/factors/api.ts'
import { factorLogInApi } from './accounts/factors/log-in-api.ts'
import { factorLogInPages } from './accounts/factors/log-in-pages.ts'
import { factorsPages } from './accounts/factors/pages.ts'
import { leavingApi } from './accounts/leaving/api.ts'
import { leavingPages } from './accounts/leaving/pages.ts'
import { meApi } from './accounts/me/api.ts'
import { mePages } from './accounts/me/pages.ts'
import { pages as accountsPages } from './accounts/pages.ts'
import { providersApi } from './accounts/providers/api.ts'
import { providerPages } from './accounts/providers/pages.ts'
import { refreshApi } from './accounts/refresh/api.ts'
import { wellKnown } from './accounts/signing/urls.ts'
import { staffApi } from './accounts/staff/api.ts'
import { staffPages } from './accounts/staff/pages.ts'
import { staffUsersApi } from './accounts/staff/users-api.ts'
import { urls as adminUrls } from './admin/urls.ts'
import { urls as docsUrls } from './docs/urls.ts'
import { path } from './http/routing.ts'
import { api as postsApi } from './posts/api.ts'
import { pages as postsPages } from './posts/pages.ts'

const calls = [
  path('/users', accountsApi),
  path('/users', credentialsApi),
  path('/users/login', factorLogInApi),
  path('/users/me', meApi),
  path('/users/me', leavingApi),
  path('/users/me/confirm', confirmationApi),
  path('/users/me/factors', factorsApi),
  path('/users/me/tokens', apiTokensApi),
  path('/users/token', refreshApi),
  path('/users', providersApi),
  path('/posts', postsApi),
  path('/staff', staffApi),
  path('/staff', staffUsersApi),
]

/** The root routing table: a prefix gives each app what is left of the path. JSON calls answer under `/api`, too. */
export const urlpatterns = [
  ...calls,
  path('/api', calls),
  path('', accountsPages),
  path('', credentialsPages),
  path('/login', factorLogInPages),
  path('/me', mePages),
  path('/me/confirm', confirmationPages),
  path('/me/factors', factorsPages),
  path('/me/delete', leavingPages),
  path('/me/tokens', apiTokensPages),
  path('', providerPages),
  path('/staff', staffPages),
  path('', postsPages),
  path('/admin', adminUrls),
  path('/docs', docsUrls),
  path('/.well-known', wellKnown),
]
