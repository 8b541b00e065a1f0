import type { FastifyRequest } from 'fastify'

/** Where a request came from, as far as it says so. */
export interface Caller {
  readonly address: string
  /** What the program calls itself (`User-Agent`), shortened; null when it keeps silent. */
  readonly device: string | null
}

/** Longest `User-Agent` that is kept, in code points. */
const longest = 200

/** Read from where and with what a request was made. */
export function callerOf({ ip, headers }: FastifyRequest): Caller {
  const device = (headers['user-agent'] ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, longest)
  return { address: ip, device: device === '' ? null : device }
}

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** Name a device in a few words for its owner, such as `Firefox · Linux`; a program by its own first word. */
export function deviceName(device: string): string {
  const names = [browsers, systems].map(list => list.find(([form]) => form.test(device))?.[1])
  const known = names.filter(name => name !== undefined)
  return known.length > 0 ? known.join(' · ') : (device.split(/[\s/]/, 1)[0] ?? device)
}
