import { readFileSync } from 'node:fs'
import path from 'node:path'

/** A declaration, or a member of one: its docstring as plain text, and its own text without it. */
export interface Statement {
  readonly name: string
  readonly doc: string
  readonly text: string
}

/** Where a name is declared: the file, and what it is called there. */
export type Place = readonly [file: string, name: string]

const DECLARED = /^(?:declare |abstract )*(?:function|const|class|interface|type) (\w+)/
const MEMBER = /^(?:(?:static|readonly|abstract|get|set) )*([\w$]+)/
const HIDDEN = /^(?:private|protected|#|(?:static |readonly )*\[)/

/** The declarations that `tsc` wrote into a folder: one statement after the other, in its one layout. */
export class Declarations {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Names that a file exports without declaring them, and where each is declared. */
  exports(file: string): Map<string, Place> {
    const imported = this.#names(file, 'import')
    const own = namesIn(this.#read(file), /^export (?:type )?\{(.*)\};?$/gm).flatMap(([, name, alias]) => {
      const place = imported.get(name)
      return place ? [[alias, place] as const] : []
    })
    const found = [...this.#names(file, 'export'), ...own]
    return new Map(found.map(([name, place]) => [name, this.exports(place[0]).get(place[1]) ?? place]))
  }

  /** What is declared under a name: several statements for a type and a value of one name. */
  find([file, name]: Place): Statement[] {
    const all = statements(this.#read(file).replace(/^export /gm, ''))
    return all.flatMap(statement => (DECLARED.exec(statement.text)?.[1] === name ? [{ ...statement, name }] : []))
  }

  /** Where the class that a class extends is declared; undefined for one without. */
  baseOf(file: string, declared: Statement): Place | undefined {
    const name = /^(?:declare |abstract )*class \w+.*? extends (\w+)/.exec(declared.text)?.[1]
    return name === undefined ? undefined : (this.#names(file, 'import').get(name) ?? [file, name])
  }

  #names(file: string, keyword: 'import' | 'export'): Map<string, Place> {
    const lists = new RegExp(`^${keyword} (?:type )?\\{(.*)\\} from '(\\..*)\\.ts'`, 'gm')
    const found = namesIn(this.#read(file), lists).map(([[, , from], name, alias]) => {
      return [alias, [path.join(path.dirname(file), `${from}.d.ts`), name]] as const
    })
    return new Map(found)
  }

  #read(file: string): string {
    return readFileSync(path.join(this.#folder, file), 'utf8')
  }
}

/** The names in the lists that a pattern finds, each with what was found around it and the name that it gets. */
function namesIn(text: string, lists: RegExp): [found: RegExpExecArray, name: string, alias: string][] {
  return [...text.matchAll(lists)].flatMap(found =>
    (found[1] ?? '').split(',').flatMap((item): [RegExpExecArray, string, string][] => {
      const [name = '', alias = name] = item
        .trim()
        .replace(/^type /, '')
        .split(' as ')
      return name === '' ? [] : [[found, name, alias]]
    }),
  )
}

/** The members of a class that anybody may use, overloads together. */
export function membersOf(declared: Statement): Statement[] {
  const body = declared.text.split('\n').slice(1, -1)
  const members: Statement[] = []
  for (const statement of statements(body.map(line => line.slice(4)).join('\n'))) {
    const name = MEMBER.exec(statement.text)?.[1]
    const last = members.at(-1)
    if (name === undefined || HIDDEN.test(statement.text) || statement.doc.includes('@internal')) continue
    if (last?.name !== name) members.push({ ...statement, name })
    else
      members[members.length - 1] = { ...last, doc: last.doc || statement.doc, text: `${last.text}\n${statement.text}` }
  }
  return members
}

/** Cut a text into its statements: each ends on the line where its brackets are closed. */
function statements(text: string): Statement[] {
  const found: Statement[] = []
  let doc = ''
  let lines: string[] = []
  for (const line of text.split('\n')) {
    if (lines.length === 0 && /^(?:\/\*\*| \*)/.test(line)) {
      doc = line.startsWith('/**') ? line : `${doc}\n${line}`
      continue
    }
    lines.push(line)
    const whole = lines.join('\n')
    if (!/[;}]$/.test(line) || count(whole, /[({[]/g) > count(whole, /[)}\]]/g)) continue
    found.push({ name: '', doc: plain(doc), text: whole })
    doc = ''
    lines = []
  }
  return found
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

/** A docstring without its stars. */
function plain(doc: string): string {
  const lines = doc
    .replace(/^\/\*\* ?/, '')
    .replace(/ ?\*\/$/, '')
    .split('\n')
  const text = lines
    .map(line => line.replace(/^ \* ?/, ''))
    .join('\n')
    .trim()
  return text.replace(/\{@link (\w+)\}/g, '`$1`').replace(/@throws /g, 'Throws ')
}
