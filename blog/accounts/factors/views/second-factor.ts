import type { PageContext } from '../../../web/context.ts'
import { type Html, html } from '../../../web/html.ts'
import { slipView } from '../../credentials/views/slip.ts'
import { type FactorState, factorFields, passkeyButton, passkeyScript } from './fields.ts'

/** A question for the second factor, and where it leads: a path of this site, already checked. */
export interface SecondFactorState extends FactorState {
  readonly next: string
}

/** The page between the password and being logged in. */
export function secondFactorView(context: PageContext, state: SecondFactorState): Html {
  const { second, usePasskey } = context.messages.factors
  const { next, errors } = state
  const action = '/login/second-factor'
  const passkey = { label: usePasskey, kind: 'get', options: '/api/users/login/second-factor/passkey', action } as const
  return slipView(context, {
    title: second.title,
    lead: second.lead,
    head: passkeyScript(),
    form: {
      action,
      json: { action: '/api/users/login/second-factor', afterwards: next },
      fields: [html`<input type="hidden" name="next" value="${next}">`, factorFields(context, state)],
      submit: second.submit,
      more: state.kinds.includes('passkey') && passkeyButton(context, state.party, passkey),
      errors,
    },
  })
}
