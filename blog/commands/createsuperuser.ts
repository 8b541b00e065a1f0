import { createAdministrator } from '../accounts/operator.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'
import { givenOrAsked, newPassword } from './ask.ts'
import { withOperator } from './with-operator.ts'

/** Make an administrator, whatever `REGISTRATION` says. */
export async function createsuperuser(settings: Settings, args: readonly string[]): Promise<void> {
  const { flags, values } = readArguments(args, {
    usage: 'createsuperuser [--email EMAIL] [--name NAME] [--password-stdin]',
    words: [0, 0],
    flags: ['password-stdin'],
    values: ['email', 'name'],
  })
  const email = await givenOrAsked('email', values.email, 'E-mail')
  const name = await givenOrAsked('name', values.name, 'Name')
  const password = await newPassword(flags['password-stdin'])
  await withOperator(settings, async tools => {
    const user = await createAdministrator(tools, { email, name, password })
    console.log(`${user.email} is an administrator.`)
  })
}
