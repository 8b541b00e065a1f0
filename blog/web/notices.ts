import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieAttributes } from '../http/cookies.ts'
import type { NoticeName } from './context.ts'
import { zhCN } from './translations/zh-cn.ts'

const COOKIE = 'notice'

/** Seconds in which the next page is expected to be opened. */
const LIFETIME = 60

/** Let the next page say once that something was done. */
export function setNotice(request: FastifyRequest, reply: FastifyReply, name: NoticeName): void {
  reply.setCookie(COOKIE, name, { ...cookieAttributes(request), httpOnly: true, maxAge: LIFETIME })
}

/** As {@link setNotice}, where a script of ours called and opens the next page; programs get no cookie. */
export function setNoticeForScript(request: FastifyRequest, reply: FastifyReply, name: NoticeName): void {
  if (request.csrfVerified) setNotice(request, reply, name)
}

/** Give what there is to say and forget it. */
export function takeNotice(request: FastifyRequest, reply: FastifyReply): NoticeName | undefined {
  const name = request.cookies[COOKIE]
  if (name === undefined) return undefined
  reply.clearCookie(COOKIE, cookieAttributes(request))
  return isNotice(name) ? name : undefined
}

function isNotice(name: string): name is NoticeName {
  return Object.hasOwn(zhCN.notices, name)
}
