import { field } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { type Html, html } from '../../../web/html.ts'
import { slipView } from '../../credentials/views/slip.ts'
import { factorFields, passkeyButton, passkeyScript } from '../../factors/views/fields.ts'
import type { SecondFactorState } from '../../factors/views/second-factor.ts'
import { type OfferedProvider, providerButtons } from '../../providers/views/providers.ts'

/** By what one may show who one is. */
interface ConfirmState extends SecondFactorState {
  readonly withPassword: boolean
  /** Providers whose word counts for this account. */
  readonly providers: readonly OfferedProvider[]
}

/** The page on which one shows again who one is, before something that matters. */
export function confirmView(context: PageContext, state: ConfirmState): Html {
  const { confirm, usePasskey } = context.messages.factors
  const { next, errors } = state
  const action = '/me/confirm'
  const label = context.messages.credentials.currentPassword
  const password = { name: 'password', label, type: 'password', autocomplete: 'current-password', errors } as const
  const passkey = { label: usePasskey, kind: 'get', options: '/api/users/me/confirm/passkey', action } as const
  const confirmWith = context.messages.providers.confirm
  const below = providerButtons(context, {
    providers: state.providers,
    action: '/me/confirm/with',
    label: confirmWith,
    next,
  })
  // Neither a password nor a passkey: only the providers are left to ask.
  if (!state.withPassword && !state.kinds.includes('passkey')) {
    return slipView(context, { title: confirm.title, lead: confirm.lead, below })
  }
  return slipView(context, {
    title: confirm.title,
    lead: confirm.lead,
    head: passkeyScript(),
    form: {
      action,
      json: { action: '/api/users/me/confirm', afterwards: next },
      fields: [
        html`<input type="hidden" name="next" value="${next}">`,
        state.withPassword && field(context, password),
        factorFields(context, state),
      ],
      submit: confirm.submit,
      more: state.kinds.includes('passkey') && passkeyButton(context, state.party, passkey),
      errors,
    },
    below,
  })
}
