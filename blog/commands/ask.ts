import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { CommandError } from './command-error.ts'

/** Give what an option said, or ask for it. Where nobody can be asked, the option is needed. */
export async function givenOrAsked(option: string, given: string | undefined, question: string): Promise<string> {
  if (given !== undefined) return given
  requireTerminal(`--${option} is needed where nobody can be asked.`)
  return (await ask(`${question}: `, process.stdout)).trim()
}

/**
 * Get a new password: the first line of standard input, or typed twice without being shown. Never an argument, which
 * every process of the machine could read.
 */
export async function newPassword(fromStdin: boolean): Promise<string> {
  if (fromStdin) return (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? ''
  requireTerminal('--password-stdin is needed where nobody can be asked.')
  const password = await askHidden('Password: ')
  if (password !== (await askHidden('Password again: '))) throw new CommandError('The two passwords differ.')
  return password
}

function requireTerminal(otherwise: string): void {
  if (!process.stdin.isTTY) throw new CommandError(otherwise)
}

async function askHidden(question: string): Promise<string> {
  process.stdout.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const answer = await ask('', nowhere)
  process.stdout.write('\n')
  return answer
}

async function ask(question: string, output: NodeJS.WritableStream): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output, terminal: true })
  try {
    return await prompt.question(question)
  } finally {
    prompt.close()
  }
}
