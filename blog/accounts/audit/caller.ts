import type { FastifyRequest } from 'fastify'

/** Where a request came from, as far as it says so. */
export interface Caller {
  readonly address: string
  /** What the program calls itself (`User-Agent`), shortened; null when it keeps silent. */
  readonly device: string | null
}

/** Longest `User-Agent` that is kept, in code points. */
const longest = 200
const gap = '...'
/** What is kept of the beginning of a longer one, which names the system; what is left goes to the end, which names the browser. */
const beginning = 100

/** Read from where and with what a request was made. */
export function callerOf({ ip, headers }: FastifyRequest): Caller {
  const device = shorten((headers['user-agent'] ?? '').replace(/[^\x20-\x7e]/g, ''))
  return { address: ip, device: device === '' ? null : device }
}

function shorten(device: string): string {
  if (device.length <= longest) return device
  return device.slice(0, beginning) + gap + device.slice(beginning + gap.length - longest)
}
