import { assetUrl } from '../../../web/assets.ts'
import { type FormErrors, field } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { attributes, type Fragment, type Html, html } from '../../../web/html.ts'
import type { RelyingParty } from '../relying-party.ts'
import type { FactorKind } from '../shown.ts'

/** What a form asks for beside the password. */
export interface FactorState {
  readonly kinds: readonly FactorKind[]
  /** What passkeys are bound to; undefined where the site can have none. */
  readonly party: RelyingParty | undefined
  readonly errors?: FormErrors | undefined
}

/** The field for the code of an app. */
export function codeField(context: PageContext, errors: FormErrors | undefined, optional = false): Html {
  const { code: label, codeHint: hint } = context.messages.factors
  const code = { name: 'code', label, hint, autocomplete: 'one-time-code', inputMode: 'numeric', optional } as const
  return field(context, { ...code, errors })
}

/** The fields for a code, and for a recovery code in its place. */
export function factorFields(context: PageContext, { kinds, errors }: FactorState): Fragment {
  const { recoveryCode: label, recoveryHint: hint, useRecovery, useRecoveryForKey } = context.messages.factors
  const app = kinds.includes('totp')
  const recovery = { name: 'recovery_code', label, hint, autocomplete: 'off', optional: true, errors } as const
  const open = !app || errors?.fields.recovery_code !== undefined
  return [
    app && codeField(context, errors, true),
    kinds.includes('recovery') &&
      html`<details${attributes({ open })}><summary>${app ? useRecovery : useRecoveryForKey}</summary>${field(context, recovery)}</details>`,
  ]
}

/** What a button does with the passkey that it asks for. */
export interface PasskeyButton {
  readonly label: string
  readonly kind: 'get' | 'create'
  /** The call that gives the options. */
  readonly options: string
  /** Where the form goes with the answer. */
  readonly action: string
}

/** A button that asks for a passkey; it stays hidden until the script has found that it can. */
export function passkeyButton(context: PageContext, party: RelyingParty | undefined, button: PasskeyButton): Fragment {
  const { label, kind, options, action } = button
  const failed = context.messages.factors.passkeyFailed
  const data = { 'data-passkey': options, 'data-kind': kind, 'data-action': action, 'data-failed': failed }
  return (
    party &&
    html`<button type="button" class="quiet" hidden${attributes({ ...data, 'data-origin': party.origin })}>${label}</button>`
  )
}

/** The script behind such buttons, for the head of their page. */
export function passkeyScript(): Html {
  return html`<script type="module" src="${assetUrl('passkeys.js')}"></script>`
}
