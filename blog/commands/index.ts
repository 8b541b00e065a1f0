import { OrmError } from '@inkstone/orm'
import { readSettings, type Settings } from '../settings.ts'
import { SettingsError } from '../settings-reader.ts'
import { ArgumentsError } from './arguments.ts'
import { CommandError } from './command-error.ts'
import { usage } from './help.ts'

/** A command gets the settings and the words after its name. */
type Command = (settings: Settings, args: readonly string[]) => Promise<void>

/** The commands by name; each is loaded when asked for, so that help and mistakes answer at once. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  runserver: async () => (await import('./runserver.ts')).runserver,
  migrate: async () => (await import('./migrate.ts')).migrate,
  makemigrations: async () => (await import('./makemigrations.ts')).makemigrations,
  showmigrations: async () => (await import('./showmigrations.ts')).showmigrations,
  inspectdb: async () => (await import('./inspectdb.ts')).inspectdb,
  baseline: async () => (await import('./baseline.ts')).baseline,
  sqlmigrate: async () => (await import('./sqlmigrate.ts')).sqlmigrate,
  createsuperuser: async () => (await import('./createsuperuser.ts')).createsuperuser,
  changepassword: async () => (await import('./changepassword.ts')).changepassword,
  endsessions: async () => (await import('./endsessions.ts')).endsessions,
  resetfactors: async () => (await import('./resetfactors.ts')).resetfactors,
  grant: async () => (await import('./roles.ts')).grant,
  revoke: async () => (await import('./roles.ts')).revoke,
  roles: async () => (await import('./roles.ts')).roles,
  disable: async () => (await import('./keep.ts')).disable,
  enable: async () => (await import('./keep.ts')).enable,
  letters: async () => (await import('./letters.ts')).letters,
  invite: async () => (await import('./invite.ts')).invite,
  importusers: async () => (await import('./importusers.ts')).importusers,
  clearsessions: async () => (await import('./clearsessions.ts')).clearsessions,
  backup: async () => (await import('./backup.ts')).backup,
  checkdeploy: async () => (await import('./checkdeploy.ts')).checkdeploy,
  shell: async () => (await import('./shell.ts')).shell,
}

/** Run the command that the arguments name; what goes wrong becomes one line and an exit code other than 0. */
export async function main(argv: readonly string[]): Promise<void> {
  const [name = 'help', ...args] = argv
  if (name === 'help') return console.log(usage(args[0]))
  if (argv.includes('--help') || argv.includes('-h')) return console.log(usage(name))
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) return fail(`There is no command ${JSON.stringify(name)}; --help lists them.`, 2)
  try {
    const settings = readSettings(process.env)
    await (await load())(settings, args)
  } catch (error) {
    if (error instanceof ArgumentsError) fail(error.message, 2)
    else fail(explain(error), 1)
  }
}

function fail(line: string, exitCode: number): void {
  console.error(line)
  process.exitCode = exitCode
}

/** Say what an operator can do something about in one line; anything else is a fault of ours and shows where it is. */
function explain(error: unknown): string {
  if (error instanceof CommandError) return error.message
  if (error instanceof SettingsError) return `Setting ${error.message}`
  if (error instanceof OrmError) return `Database: ${error.message.replaceAll('\n', ' ')}`
  const { code, syscall, message, stack } = error as NodeJS.ErrnoException // whatever was thrown, reading it is harmless
  if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    if (syscall === 'listen' || syscall === 'bind') return `HOST and PORT cannot be listened on: ${message}`
  }
  return syscall !== undefined ? message : (stack ?? String(error))
}
