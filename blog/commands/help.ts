import { variables } from '../settings-variables.ts'

const commands = [
  ['runserver', 'bring the database up to date and serve the site (npm start)'],
  ['migrate', 'bring the database up to date: [APP [NAME|zero]] [--fake]'],
  ['makemigrations', 'write down what changed in the models: [--check] [--merge] [--name NAME]'],
  ['showmigrations', 'list the migrations and whether the database has them: [APP]'],
  ['sqlmigrate', 'print the statements of a migration: APP NAME [--backwards]'],
  ['inspectdb', 'print models for the tables of the database: [TABLE …]'],
  ['baseline', 'write migrations down for tables that are there already: [APP [NAME]]'],
  ['createsuperuser', 'make an administrator: [--email E] [--name N] [--password-stdin]'],
  ['changepassword', 'set the password of a user: EMAIL [--password-stdin]'],
  ['endsessions', 'end all log-ins of a user, or of everybody: EMAIL | --all'],
  ['resetfactors', 'remove the second factors of a locked-out user: EMAIL'],
  ['grant', 'give a user roles: EMAIL author|editor|staff|superuser …'],
  ['revoke', 'take roles from a user: EMAIL ROLE …'],
  ['roles', 'list the roles, or those of a user: [EMAIL]'],
  ['disable', 'keep a user out; all their log-ins end: EMAIL'],
  ['enable', 'let a user log in again: EMAIL'],
  ['letters', 'list letters that were not sent'],
  ['invite', 'print a link by which somebody may register: [--email E] [--days N]'],
  ['importusers', 'take users over with their hashes: FILE.csv or DATABASE [--dry-run]'],
  ['clearsessions', 'delete sessions, links and counts that have expired'],
  ['backup', 'copy the database and its keys into a new folder: FOLDER'],
  ['checkdeploy', 'say what of the settings is not fit for the public'],
  ['shell', 'a prompt with the models and an open database'],
  ['help', 'this text'],
] as const

/** Describe one command, or all of them and every setting. */
export function usage(topic?: string): string {
  const one = commands.find(([name]) => name === topic)
  const lines = one ? usageOf(one) : usageOfAll()
  return lines.join('\n')
}

function usageOfAll(): string[] {
  const known = commands.map(([name, what]) => `  ${name.padEnd(16)}${what}`)
  return ['Usage: node manage.ts COMMAND, or npm start for runserver', '', ...known, '', ...settings()]
}

/** What stands behind the colon is what the command takes; the server takes settings. */
function usageOf([name, text]: readonly [string, string]): string[] {
  const [what, takes] = text.split(': ')
  const line = takes === undefined ? name : `${name} ${takes}`
  const rest = name === 'runserver' ? settings() : ['--help alone lists the commands and the settings.']
  return [`Usage: node manage.ts ${line}`, '', `  ${what}`, '', ...rest]
}

function settings(): string[] {
  const described = variables.flatMap(({ name, fallback, help }) => [
    `  ${name.padEnd(22)}${help}`,
    `  ${''.padEnd(22)}default: ${fallback}`,
  ])
  return ['Settings, as environment variables:', '', ...described]
}
