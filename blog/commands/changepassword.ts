import { setPassword } from '../accounts/operator.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { newPassword } from './ask.ts'
import { withOperator } from './with-operator.ts'

/** Set the password of a user; all their log-ins end. */
export async function changepassword(settings: Settings, args: readonly string[]): Promise<void> {
  const grammar = {
    usage: 'changepassword EMAIL [--password-stdin]',
    words: [1, 1],
    flags: ['password-stdin'],
  } as const
  const { words, flags } = readArguments(args, grammar)
  const [email = ''] = words
  const password = await newPassword(flags['password-stdin'])
  await withOperator(settings, async tools => {
    const second = await setPassword(tools, email, password)
    console.log('The password is changed, and all log-ins have ended.')
    if (second) console.log(`The second factor is still asked for; resetfactors ${email} removes it.`)
  })
}
