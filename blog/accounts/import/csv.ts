import { BadInput } from '../../http/problems.ts'

/** Read comma-separated values (RFC 4180) whose first line names the columns: one object per line. */
export function parseCsv(text: string): Record<string, string>[] {
  const [names = [], ...rows] = readRows(text.replace(/^\ufeff/, ''))
  return rows
    .filter(row => row.length > 1 || row[0] !== '')
    .map(row => Object.fromEntries(names.map((name, at) => [name.trim(), row[at] ?? ''])))
}

function readRows(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy
  while (cell.lastIndex < text.length) {
    const [, quoted, plain = '', end] = cell.exec(text) ?? []
    if (end === undefined) throw new BadInput('invalid_csv')
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',' && cell.lastIndex < text.length) continue
    if (end === ',') row.push('')
    rows.push(row)
    row = []
  }
  return rows
}
