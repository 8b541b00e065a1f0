import { createInterface, type Interface } from 'node:readline/promises'
import { type Questioner, UNATTENDED } from '@inkstone/orm/migrations'

/** Where questions are asked; the process's own terminal when left out. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** Answers what makemigrations cannot see; where nobody can be asked, nothing counts as renamed and `hint` is told so. */
export function questionsFor(hint: (line: string) => void): Questioner {
  const { stdin, stdout } = process
  return stdin.isTTY && stdout.isTTY ? askingAt({ input: stdin, output: stdout }) : notAsking(hint)
}

/** Ask a person. Whatever is no clear yes is a no. */
export function askingAt(terminal: Terminal): Questioner {
  const ask = (question: string) => withPrompt(terminal, prompt => prompt.question(question))
  const confirm = async (question: string) => /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim())
  return {
    isModelRenamed: (from, to) => confirm(`Was the model ${from} renamed to ${to}?`),
    isFieldRenamed: (model, from, to) => confirm(`Was the field ${from} of ${model} renamed to ${to}?`),
    valueForRows: (model, name) => withPrompt(terminal, prompt => askValue(prompt, model, name)),
  }
}

async function withPrompt<T>(terminal: Terminal, work: (prompt: Interface) => Promise<T>): Promise<T> {
  const prompt = createInterface(terminal)
  try {
    return await work(prompt)
  } finally {
    prompt.close()
  }
}

/** Ask until the answer is a value in JSON that a row can get. */
async function askValue(prompt: Interface, model: string, name: string): Promise<string | number | boolean> {
  for (;;) {
    const answer = await prompt.question(
      `Rows of ${model} that are there need a value for ${name}, which may not be NULL. In JSON (0, "text", true): `,
    )
    const value = parseJson(answer)
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Asked again, as for any answer that is no value.
    return undefined
  }
}

function notAsking(hint: (line: string) => void): Questioner {
  const tell = (what: string) => {
    hint(
      `${what} counts as removed and added, since nobody can be asked here; run this in a terminal to say otherwise.`,
    )
    return false
  }
  return {
    ...UNATTENDED,
    isModelRenamed: (from, to) => tell(`Model ${from}, which may now be ${to},`),
    isFieldRenamed: (model, from, to) => tell(`Field ${from} of ${model}, which may now be ${to},`),
  }
}
