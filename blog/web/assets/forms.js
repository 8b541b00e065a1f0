/**
 * What scripts add to forms that work without them: they are sent as JSON, and what was wrong appears beside the
 * fields without a new page. Nothing is stored; the session is a cookie that scripts cannot read.
 */

/** The token against forged requests: newest in the cookie, which another tab may have renewed. */
function csrfToken(form) {
  const cookie = /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)
  return cookie ? decodeURIComponent(cookie[1]) : form.elements.csrfmiddlewaretoken.value
}

function dataOf(form) {
  const data = Object.fromEntries(new FormData(form))
  delete data.csrfmiddlewaretoken
  delete data.next
  return data
}

async function send(form) {
  const method = form.dataset.method ?? 'POST'
  const headers = { accept: 'application/json', 'x-csrftoken': csrfToken(form) }
  const init = { method, headers, credentials: 'same-origin' }
  if (method !== 'DELETE') {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(dataOf(form))
  }
  const response = await fetch(form.dataset.json, init)
  const body = response.status === 204 ? {} : await response.json()
  return { ok: response.ok, body }
}

function clearProblems(form) {
  for (const problem of form.querySelectorAll('.problem')) problem.remove()
  for (const control of form.querySelectorAll('[aria-invalid]')) {
    control.removeAttribute('aria-invalid')
    describe(control)
  }
}

/** Point a control at its hint and its problem, as far as they are there. */
function describe(control) {
  const ids = [`${control.id}-hint`, `${control.id}-problem`].filter(id => document.getElementById(id))
  if (ids.length > 0) control.setAttribute('aria-describedby', ids.join(' '))
  else control.removeAttribute('aria-describedby')
}

function showProblem(form, name, sentence) {
  const control = form.elements[name]
  const field = control?.closest?.('.field')
  if (!field) return
  const problem = document.createElement('p')
  problem.className = 'problem'
  problem.id = `${name}-problem`
  problem.textContent = sentence
  field.append(problem)
  control.setAttribute('aria-invalid', 'true')
  describe(control)
}

function summaryEntry(name, sentence) {
  const link = document.createElement('a')
  link.href = `#${name}`
  link.textContent = sentence
  const item = document.createElement('li')
  item.append(link)
  return item
}

/** Codes whose sentences do not tell which field they are about; `components/form.ts` knows the same. */
const nameless = /^(?:required|blank|too_long|too_short|invalid_(?:type|value|text))$/

/** Word what was wrong with a field for the list above the form, where nothing else says which field it is. */
function faultOf(form, name, faults) {
  const sentence = sentenceOf(faults)
  const label = form.elements[name]?.labels?.[0]?.textContent
  if (!label || !faults.some(({ code }) => nameless.test(code))) return sentence
  return form.dataset.fault.replace('{label}', () => label).replace('{sentence}', () => sentence)
}

function sentenceOf(faults) {
  return faults.map(fault => fault.message).join(' ')
}

/** Say what was wrong: first above the form, which takes the focus, then beside each field. */
function showErrors(form, error, fields) {
  clearProblems(form)
  const summary = document.querySelector('.summary')
  const faulty = Object.entries(fields)
  for (const [name, faults] of faulty) showProblem(form, name, sentenceOf(faults))
  summary.querySelector('h2').textContent = faulty.length > 0 ? form.dataset.invalid : error
  const entries = faulty.map(([name, faults]) => summaryEntry(name, faultOf(form, name, faults)))
  summary.querySelector('ul').replaceChildren(...entries)
  summary.hidden = false
  summary.focus()
}

async function submit(form) {
  form.ariaBusy = 'true'
  try {
    const { ok, body } = await send(form)
    if (!ok && body.page) return location.assign(body.page)
    if (!ok) return showErrors(form, body.error, body.fields ?? {})
    form.dataset.sent = 'true'
    location.assign(form.dataset.then.replace('{id}', body.post?.id ?? ''))
  } catch {
    showErrors(form, form.dataset.offline, {})
  } finally {
    form.ariaBusy = null
  }
}

for (const form of document.querySelectorAll('form[data-json]')) {
  form.addEventListener('submit', event => {
    if (event.submitter?.name === 'action') return
    event.preventDefault()
    if (form.ariaBusy !== 'true') submit(form)
  })
}

/** Warn before text that is stored nowhere is thrown away. */
function guard(form) {
  const typed = () => JSON.stringify(dataOf(form))
  const before = typed()
  form.addEventListener('submit', event => {
    if (event.submitter?.name === 'action') form.dataset.sent = 'true'
  })
  window.addEventListener('beforeunload', event => {
    const unsaved = form.dataset.guard === 'unsaved' || typed() !== before
    if (unsaved && !form.dataset.sent) event.preventDefault()
  })
}

for (const form of document.querySelectorAll('form[data-guard]')) guard(form)

function addReveal(box) {
  const input = box.querySelector('input')
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'plain'
  button.textContent = box.dataset.show
  button.addEventListener('click', () => {
    const shown = input.type === 'text'
    input.type = shown ? 'password' : 'text'
    button.textContent = shown ? box.dataset.show : box.dataset.hide
  })
  // A browser must neither remember a shown password as text nor spell-check it on somebody's server.
  input.form.addEventListener('submit', () => {
    input.type = 'password'
    button.textContent = box.dataset.show
  })
  box.append(button)
}

function addCapsLockHint(box) {
  const hint = document.createElement('p')
  hint.className = 'hint'
  hint.role = 'status'
  box.after(hint)
  for (const type of ['keydown', 'keyup']) {
    box.addEventListener(type, event => {
      hint.textContent = event.getModifierState?.('CapsLock') ? box.dataset.caps : ''
    })
  }
}

for (const box of document.querySelectorAll('.revealed')) {
  addReveal(box)
  addCapsLockHint(box)
}
