/** What is measured of a rival in one round. */
import { setTimeout as delay } from 'node:timers/promises'
import { flood, saturate } from './loads.ts'
import type { Settings } from './options.ts'
import { readWhile } from './reader.ts'
import type { Call } from './rival.ts'
import { newAccount, type Server } from './server.ts'

/** One round's figures of one rival; undefined where the rival has no such thing. */
export interface Figures {
  readonly registrations: number
  readonly logIns: number
  /** `GET /users/me` per second, and the home page. */
  readonly me: number
  readonly home: number | undefined
  /** Milliseconds within which 99 of 100 readers are answered: alone, and while clients register. */
  readonly calm: number
  readonly inFlood: number
  /** The longest that a reader waits while clients register; the moment in which all of them come is part of it. */
  readonly longest: number
  /** Registrations per second at two processes together, and which share of them was refused. */
  readonly pairRegistrations: number
  readonly pairRefused: number
  /** What two processes answer in a second of processor time, as a ratio to what one does. */
  readonly pairEfficiency: number | undefined
}

export async function measure(server: Server, settings: Settings): Promise<Figures> {
  const { rival } = server
  const { seconds } = settings
  const me: Call = { ...rival.me, headers: { ...rival.me.headers, ...server.user } }
  const calls = rival.home ? [me, rival.home] : [me]
  const [one = '', two = ''] = server.origins(2)
  const register = () => rival.register(newAccount())

  const single = await efficiency(server, [one], me, seconds)
  const double = await efficiency(server, [one, two], me, seconds)
  const home = rival.home && (await saturate([one], rival.home, seconds))
  const registrations = (await flood([one], settings.registrations, register)).rate
  const calm = await readWhile(one, calls, () => delay(settings.calm * 1000))
  // Twice as many: with fewer answers, one moment would decide what 99 of 100 wait.
  const busy = await readWhile(one, calls, () => flood([one], 2 * settings.registrations, register))
  const logIns = (await flood([one], settings.registrations, () => rival.logIn(server.account))).rate
  const pair = await flood([one, two], settings.registrations, register)
  return {
    registrations,
    logIns,
    me: single.rate,
    home,
    calm: calm.p99,
    inFlood: busy.p99,
    longest: busy.longest,
    pairRegistrations: pair.rate,
    pairRefused: pair.refused,
    pairEfficiency:
      single.perProcessorSecond && double.perProcessorSecond && double.perProcessorSecond / single.perProcessorSecond,
  }
}

async function efficiency(server: Server, origins: readonly string[], what: Call, seconds: number) {
  const before = server.processorSeconds()
  const rate = await saturate(origins, what, seconds)
  const after = server.processorSeconds()
  const used = before === undefined || after === undefined ? undefined : after - before
  return { rate, perProcessorSecond: used && (rate * seconds) / used }
}
