const waiting: (() => void)[] = []

/**
 * Wait for a turn of the event loop: of costly requests that come at once, one goes on in each, and what others ask is
 * answered in between. Who waits alone goes on in the next.
 */
export function turn(): Promise<void> {
  return new Promise(resolve => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(goOn)
  })
}

/** What is set here runs once the event loop has looked at what arrived meanwhile. */
function goOn(): void {
  waiting.shift()?.()
  if (waiting.length > 0) setImmediate(goOn)
}
