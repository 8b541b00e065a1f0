import { field } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { type Html, html } from '../../../web/html.ts'
import { slipView } from '../../credentials/views/slip.ts'
import { factorFields, passkeyButton, passkeyScript } from '../../factors/views/fields.ts'
import type { SecondFactorState } from '../../factors/views/second-factor.ts'

/** The page on which one shows again who one is, before something that matters. */
export function confirmView(context: PageContext, state: SecondFactorState): Html {
  const { confirm, usePasskey } = context.messages.factors
  const { next, errors } = state
  const action = '/me/confirm'
  const label = context.messages.credentials.currentPassword
  const password = { name: 'password', label, type: 'password', autocomplete: 'current-password', errors } as const
  const passkey = { label: usePasskey, kind: 'get', options: '/api/users/me/confirm/passkey', action } as const
  return slipView(context, {
    title: confirm.title,
    lead: confirm.lead,
    head: passkeyScript(),
    form: {
      action,
      json: { action: '/api/users/me/confirm', afterwards: next },
      fields: [
        html`<input type="hidden" name="next" value="${next}">`,
        field(context, password),
        factorFields(context, state),
      ],
      submit: confirm.submit,
      more: state.kinds.includes('passkey') && passkeyButton(context, state.party, passkey),
      errors,
    },
  })
}
