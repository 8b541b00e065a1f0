import type { FormErrors } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { type Html, html } from '../../../web/html.ts'
import { slipView } from '../../credentials/views/slip.ts'
import type { TotpEnrolment } from '../totp-secrets.ts'
import { codeField } from './fields.ts'
import { qrCode } from './qr.ts'

/** The page on which an authenticator app learns its secret, and shows that it did. */
export function enrolmentView(context: PageContext, { secret, uri }: TotpEnrolment, errors?: FormErrors): Html {
  const { app: words } = context.messages.factors
  const groups = secret.match(/.{1,4}/g)?.join(' ') ?? ''
  return slipView(context, {
    title: words.title,
    lead: words.scan,
    above: html`${qrCode(uri, words.qr)}
      <p class="hint">${words.secret} <code class="secret">${groups}</code></p>
      <p class="hint"><a href="${uri}">${words.open}</a></p>`,
    // The answer shows the recovery codes, so that they stand in no address and no cookie: no script sends this form.
    form: {
      action: '/me/factors/totp/confirm',
      fields: codeField(context, errors),
      submit: words.submit,
      errors,
    },
  })
}
