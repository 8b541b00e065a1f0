/**
 * Lets buttons ask for a passkey, which only scripts can: what the browser gives goes into the form of the button, and the
 * form is sent as any other. Without scripts, or under another address than the site's own, the buttons stay hidden.
 */

const toBytes = text =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0))

function toText(buffer) {
  const letters = Array.from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join('')
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Browsers from before 2025 read no JSON. */
const withBytes = entry => ({ ...entry, id: toBytes(entry.id) })

function creationOptions(json) {
  if (PublicKeyCredential.parseCreationOptionsFromJSON) return PublicKeyCredential.parseCreationOptionsFromJSON(json)
  const { challenge, user, excludeCredentials = [] } = json
  const read = {
    challenge: toBytes(challenge),
    user: withBytes(user),
    excludeCredentials: excludeCredentials.map(withBytes),
  }
  return { ...json, ...read }
}

function requestOptions(json) {
  if (PublicKeyCredential.parseRequestOptionsFromJSON) return PublicKeyCredential.parseRequestOptionsFromJSON(json)
  const { challenge, allowCredentials = [] } = json
  return { ...json, challenge: toBytes(challenge), allowCredentials: allowCredentials.map(withBytes) }
}

function written(credential) {
  if (credential.toJSON) return credential.toJSON()
  const { id, type, response } = credential
  const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']
  const encoded = parts.filter(name => response[name]).map(name => [name, toText(response[name])])
  const transports = response.getTransports ? [['transports', response.getTransports()]] : []
  return { id, rawId: id, type, clientExtensionResults: {}, response: Object.fromEntries([...encoded, ...transports]) }
}

function ask(kind, options) {
  if (kind === 'create') return navigator.credentials.create({ publicKey: creationOptions(options) })
  return navigator.credentials.get({ publicKey: requestOptions(options) })
}

function complain(sentence) {
  const summary = document.querySelector('.summary')
  summary.querySelector('h2').textContent = sentence
  summary.querySelector('ul').replaceChildren()
  summary.hidden = false
  summary.focus()
}

async function fetchOptions({ dataset, form }) {
  const token = form.elements.csrfmiddlewaretoken.value
  const headers = { accept: 'application/json', 'content-type': 'application/json', 'x-csrftoken': token }
  const response = await fetch(dataset.passkey, { method: 'POST', headers, body: '{}', credentials: 'same-origin' })
  return { ok: response.ok, body: await response.json() }
}

async function press(button) {
  const { form, dataset } = button
  const { ok, body } = await fetchOptions(button)
  if (!ok && body.page) return location.assign(body.page)
  if (!ok) return complain(body.error)
  const credential = await ask(dataset.kind, body)
  const field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'passkey' })
  field.value = JSON.stringify(written(credential))
  form.append(field)
  form.action = dataset.action
  form.submit()
}

for (const button of document.querySelectorAll('button[data-passkey]')) {
  if (!window.PublicKeyCredential || location.origin !== button.dataset.origin) continue
  for (const part of document.querySelectorAll('[data-with-passkeys]')) part.hidden = false
  for (const part of document.querySelectorAll('[data-without-passkeys]')) part.hidden = true
  button.hidden = false
  button.addEventListener('click', async event => {
    event.preventDefault()
    button.disabled = true
    try {
      await press(button)
    } catch {
      // The browser says the same whether its user declined, had no passkey, or took too long.
      complain(button.dataset.failed)
    } finally {
      button.disabled = false
    }
  })
}
