import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { API, type Checker } from 'typescript/unstable/sync'

const packageFile = createRequire(import.meta.url).resolve('typescript/package.json')
const compiler = join(packageFile, '..', 'bin', 'tsc')
const settings = fileURLToPath(new URL('../../../tsconfig.json', import.meta.url))
const typeRoots = [fileURLToPath(new URL('../../../node_modules/@types', import.meta.url))]

/** Where the files of a generated project import the package from. */
export const source = fileURLToPath(new URL('../../src/index.ts', import.meta.url))

/** One line of what the compiler says, with the lines of its explanation. */
export interface Diagnostic {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** What a run of the compiler said. */
export interface Compilation {
  readonly diagnostics: readonly Diagnostic[]
  /** How many types were instantiated: what checking costs, told without a clock. */
  readonly instantiations: number
  /** Seconds of checking. */
  readonly checkTime: number
}

/**
 * Check files with the settings of the repository; `project` maps names to texts. One thread counts the same
 * instantiations each time, several are what a user waits for.
 */
export async function compile(
  project: Readonly<Record<string, string>>,
  { threads = false }: { readonly threads?: boolean } = {},
): Promise<Compilation> {
  return inFolder(project, async folder => {
    const options = ['-p', folder, '--pretty', 'false', '--extendedDiagnostics']
    return parse(await run(threads ? options : [...options, '--singleThreaded']))
  })
}

/** What an editor offers at the places of a text that are marked with `¦`, next to the other files of a project. */
export async function completions(project: Readonly<Record<string, string>>, text: string): Promise<string[][]> {
  const [first = '', ...rest] = text.split('¦')
  const positions: number[] = []
  const whole = rest.reduce((before, part) => {
    positions.push(before.length)
    return before + part
  }, first)
  return inFolder({ ...project, 'asked.ts': whole }, async folder => {
    const api = new API({ cwd: folder })
    try {
      const config = join(folder, 'tsconfig.json')
      const checker = api.updateSnapshot({ openProjects: [config] }).getProject(config)?.checker
      if (!checker) throw new Error('The compiler did not open the project.')
      return positions.map(position => offered(checker, join(folder, 'asked.ts'), position))
    } finally {
      api.close()
    }
  })
}

function offered(checker: Checker, file: string, position: number): string[] {
  const entries = checker.getCompletionsAtPosition(file, position)?.entries ?? []
  return entries.map(entry => entry.name.replace(/\?$/, ''))
}

/** Write the files of a project into a folder, which is gone afterwards. */
async function inFolder<T>(
  project: Readonly<Record<string, string>>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'orm-types-'))
  try {
    const files = Object.keys(project)
    const config = { extends: settings, compilerOptions: { typeRoots }, include: [], files }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
    for (const [name, text] of Object.entries(project)) await writeFile(join(folder, name), text)
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Output of the compiler, whatever its exit code: diagnostics are what is asked for. */
function run(options: readonly string[]): Promise<string> {
  return new Promise(resolve => {
    const limits = { maxBuffer: 64 * 1024 * 1024 }
    execFile(process.execPath, [compiler, ...options], limits, (_error, stdout) => resolve(stdout))
  })
}

function parse(output: string): Compilation {
  const diagnostics: Diagnostic[] = []
  for (const line of output.split('\n')) {
    const match = /^(.+)\((\d+),\d+\): error (.*)$/.exec(line)
    const last = diagnostics.at(-1)
    if (match) diagnostics.push({ file: match[1] ?? '', line: Number(match[2]), text: match[3] ?? '' })
    else if (line.startsWith('  ') && last) diagnostics.splice(-1, 1, { ...last, text: `${last.text}\n${line}` })
  }
  return { diagnostics, instantiations: figure(output, 'Instantiations'), checkTime: figure(output, 'Check time') }
}

function figure(output: string, name: string): number {
  const match = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output)
  if (!match) throw new Error(`The compiler did not tell its ${name}:\n${output}`)
  return Number(match[1])
}
