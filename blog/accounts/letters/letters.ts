import type { FastifyInstance } from 'fastify'
import type { Language } from '../../http/accept.ts'
import type { NewLetter } from '../../mail/outbox.ts'
import type { Mail } from '../../mail/plugin.ts'
import { addressOf, type LinkPage } from '../links.ts'
import type { Link } from '../one-time-tokens.ts'
import { en } from './en.ts'
import { type LetterWords, zhCN } from './zh-cn.ts'

const words: Readonly<Record<Language, LetterWords>> = { 'zh-CN': zhCN, en }
const minute = 60_000
const hour = 60 * minute
const week = 7 * 24 * hour

/** To whom a letter goes: the stored address, never one that was typed for looking somebody up. */
export interface Addressee {
  readonly name: string
  readonly email: string
  readonly language: Language
}

type LinkLetter = 'verify' | 'confirm' | 'reset' | 'email' | 'invite' | 'identity'

/** The page that each letter's link opens. */
const pages: Readonly<Record<LinkLetter, LinkPage>> = {
  verify: '/verify',
  confirm: '/verify',
  reset: '/reset',
  email: '/email',
  invite: '/reg',
  identity: '/join',
}

/** Write down a letter whose link does what the letter is about. */
export function writeLink(app: FastifyInstance, kind: LinkLetter, to: Addressee, link: Link): Promise<void> {
  const all = words[to.language]
  const { subject, text, action } = all[kind]
  const message = {
    subject,
    paragraphs: [...greeting(all, to), text],
    action: { label: action, link: addressOf(app, pages[kind], link.secret) },
    notes: [holds(all, link.expiresAt - app.clock()), all.ignore],
  }
  return app.mail.write(envelope(kind, to, message, link.expiresAt))
}

/** Tell the owner of an address that somebody tried to register with it. */
export function writeTaken(app: FastifyInstance, to: Addressee): Promise<void> {
  const all = words[to.language]
  const { subject, text, action } = all.taken
  const message = {
    subject,
    paragraphs: [...greeting(all, to), text],
    action: { label: action, link: addressOf(app, '/login') },
    notes: [all.ignore],
  }
  return app.mail.write(envelope('taken', to, message, app.clock() + week))
}

/** What a notice is about. */
type Notice =
  | 'passwordChanged'
  | 'emailRequested'
  | 'emailChanged'
  | 'factorAdded'
  | 'factorRemoved'
  | 'factorsReset'
  | 'recoveryCodesMade'
  | 'recoveryCodeUsed'
  | 'secondFactorFailed'
  | 'identityLinked'
  | 'identityUnlinked'

/** What is needed to write a notice; commands have no whole application. */
export interface NoticeSurroundings extends Pick<FastifyInstance, 'clock' | 'settings'> {
  readonly mail: Pick<Mail, 'write'>
}

/** Tell somebody what happened to their account; `detail` is what the words leave open, such as the new address. */
export function writeNotice(app: NoticeSurroundings, kind: Notice, to: Addressee, detail = ''): Promise<void> {
  const all = words[to.language]
  const { subject, text } = all[kind]
  const said = typeof text === 'string' ? text : text(detail)
  const action = { label: all.reset.action, link: addressOf(app, '/forgotten') }
  const message = { subject, paragraphs: [...greeting(all, to), said, all.notYou], action, notes: [] }
  return app.mail.write(envelope(kind, to, message, app.clock() + week))
}

function envelope(kind: string, to: Addressee, message: NewLetter['message'], expiresAt: number): NewLetter {
  return { kind, recipient: to.email, language: to.language, message, expiresAt }
}

function greeting(all: LetterWords, { name }: Addressee): string[] {
  return name === '' ? [] : [all.greeting(name)]
}

function holds(all: LetterWords, time: number): string {
  return time < 2 * hour ? all.holdsMinutes(Math.round(time / minute)) : all.holds(Math.round(time / hour))
}
