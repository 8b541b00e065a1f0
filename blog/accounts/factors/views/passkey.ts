import { type FormErrors, field } from '../../../web/components/form.ts'
import type { PageContext } from '../../../web/context.ts'
import { type Html, html } from '../../../web/html.ts'
import { slipView } from '../../credentials/views/slip.ts'

/** A passkey that is to be called by another name, as far as that was typed. */
export interface PasskeyName {
  readonly id: number
  /** What it is called now. */
  readonly name: string
  readonly typed?: string | undefined
  readonly errors?: FormErrors | undefined
}

/** The address of the page on which a passkey is renamed. */
export function passkeyPath(id: number): string {
  return `/me/factors/passkeys/${id}`
}

/** The page on which a passkey is renamed. */
export function passkeyView(context: PageContext, { id, name, typed = name, errors }: PasskeyName): Html {
  const { passkeys: words } = context.messages.factors
  return slipView(context, {
    title: words.rename,
    lead: words.renameLead(name),
    form: {
      action: passkeyPath(id),
      json: { action: `/api/users${passkeyPath(id)}`, method: 'PATCH', afterwards: '/me/factors' },
      fields: field(context, {
        name: 'name',
        label: words.name,
        hint: words.nameHint,
        value: typed,
        autocomplete: 'off',
        errors,
      }),
      submit: words.renameSubmit,
      errors,
    },
    below: html`<p class="owner"><a href="/me/factors">${words.renameCancel}</a></p>`,
  })
}
