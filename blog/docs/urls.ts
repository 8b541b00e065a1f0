import type { Routes } from '../http/routing.ts'
import { pageContext, sendPage } from '../web/page.ts'
import { type CallsDocument, reference } from './reference.ts'

/** The reference of the JSON calls, for programs and for people, below `/docs`. */
export const urls: Routes = async app => {
  app.get('/openapi.json', async () => app.swagger())
  app.get('/', (request, reply) => {
    const document = app.swagger() as CallsDocument // the plugin types both versions of OpenAPI; ours is 3.1
    return sendPage(request, reply, reference(pageContext(request, reply), document))
  })
}
