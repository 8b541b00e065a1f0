import { cookiesOf, type TestSite } from './helper.ts'

const html = { accept: 'text/html,*/*;q=0.8', origin: 'http://localhost', host: 'localhost' }

/** A browser without scripts: it keeps cookies and sends the forms that it was shown. */
export class Reader {
  readonly #site: TestSite
  readonly #headers: Readonly<Record<string, string>>
  readonly cookies: Record<string, string> = {}
  #token = ''

  constructor(site: TestSite, headers: Readonly<Record<string, string>> = {}) {
    this.#site = site
    this.#headers = { ...html, ...headers }
  }

  async open(url: string) {
    return this.#keep(await this.#site.request('GET', url, { headers: this.#headers, cookies: this.cookies }))
  }

  async send(url: string, fields: Record<string, string> = {}) {
    const form = { csrfmiddlewaretoken: this.#token, ...fields }
    return this.#keep(await this.#site.request('POST', url, { headers: this.#headers, cookies: this.cookies, form }))
  }

  /** Send JSON as a script of the page does. */
  async call(method: string, url: string, json?: unknown) {
    const headers = { origin: 'http://localhost', host: 'localhost', 'x-csrftoken': this.cookies.csrftoken ?? '' }
    const body = json === undefined ? {} : { json }
    return this.#keep(await this.#site.request(method, url, { headers, cookies: this.cookies, ...body }))
  }

  /** Log in by the form; the answer. */
  async logIn(email: string, password: string) {
    await this.open('/login')
    return this.send('/login', { email, password, next: '/' })
  }

  #keep(answer: Awaited<ReturnType<TestSite['request']>>) {
    for (const [name, value] of Object.entries(cookiesOf(answer))) {
      if (value === '') delete this.cookies[name]
      else this.cookies[name] = value
    }
    this.#token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(answer.body)?.[1] ?? this.#token
    return answer
  }
}
