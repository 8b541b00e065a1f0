import type { Language } from '../http/accept.ts'
import { html } from '../web/html.ts'
import type { Content, Message } from './content.ts'

const page = 'margin:0;padding:24px;background:#fbfaf7;color:#23201c;font:16px/1.7 system-ui,sans-serif'
const button =
  'display:inline-block;padding:10px 18px;border-radius:6px;background:#23201c;color:#ffffff;text-decoration:none'
const small = 'color:#6b645b;font-size:14px'

/** Give a message both of its forms. Mail programs know no style sheets, so that styles stand in the elements. */
export function layOut(message: Message, language: Language): Content {
  const { subject, action } = message
  return { subject, text: plain(message), html: marked(message, language), link: action?.link }
}

function plain({ paragraphs, action, notes }: Message): string {
  const link = action ? [`${action.label}\n${action.link}`] : []
  return `${[...paragraphs, ...link, ...notes, '-- \nInkstone'].join('\n\n')}\n`
}

function marked({ subject, paragraphs, action, notes }: Message, language: Language): string {
  return html`<!doctype html>
    <html lang="${language}">
    <head><meta charset="utf-8"><title>${subject}</title></head>
    <body style="${page}">
    ${paragraphs.map(text => html`<p>${text}</p>`)}
    ${
      action &&
      html`<p><a href="${action.link}" style="${button}">${action.label}</a></p>
    <p style="${small}">${action.link}</p>`
    }
    ${notes.map(text => html`<p style="${small}">${text}</p>`)}
    </body>
    </html>`.toString()
}
