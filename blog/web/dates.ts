import type { PageContext } from './context.ts'
import { type Html, html } from './html.ts'

const LOCALES = { 'zh-CN': 'zh-CN', en: 'en-GB' } as const

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(context: PageContext, style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${context.language} ${context.timeZone} ${style.timeStyle}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(LOCALES[context.language], { ...style, timeZone: context.timeZone })
  formatters.set(key, made)
  return made
}

/** A day in the reader's words and the site's time zone, with the exact moment for programs. */
export function day(context: PageContext, date: Date): Html {
  return html`<time datetime="${date.toISOString()}">${formatter(context, { dateStyle: 'long' }).format(date)}</time>`
}

/** A day with its hour and minute. */
export function moment(context: PageContext, date: Date): Html {
  const style = { dateStyle: 'medium', timeStyle: 'short' } as const
  return html`<time datetime="${date.toISOString()}">${formatter(context, style).format(date)}</time>`
}
