import { resetFactors } from '../accounts/operator.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { withOperator } from './with-operator.ts'

/** Remove the second factors of a user who has lost them; all their log-ins end, and they get a letter. */
export async function resetfactors(settings: Settings, args: readonly string[]): Promise<void> {
  const { words } = readArguments(args, { usage: 'resetfactors EMAIL', words: [1, 1] })
  const [email = ''] = words
  await withOperator(settings, async tools => {
    const removed = await resetFactors(tools, email)
    console.log(removed ? 'The second factors are removed, and all log-ins have ended.' : 'There was no second factor.')
  })
}
