import { readFileSync } from 'node:fs'

const file = new URL('./common-passwords.txt', import.meta.url)
let listed: ReadonlySet<string> | undefined

/** Rows of keys and letters along which fingers run. */
const runs = ['01234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1qaz2wsx3edc4rfv5tgb']

/**
 * Tell whether a password is among the first that anybody would try: on the list, one character or pair repeated, or a
 * run along the keyboard. The whole password is compared; passwords of less than eight characters are not on the list.
 */
export function isCommonPassword(password: string): boolean {
  const lowered = password.toLowerCase()
  if ([...lowered].length < 8) return false
  listed ??= new Set(readFileSync(file, 'utf8').split('\n'))
  return listed.has(lowered) || isRepetition(lowered) || isRun(lowered)
}

function isRepetition(text: string): boolean {
  return /^(.{1,2})\1+.?$/u.test(text)
}

function isRun(text: string): boolean {
  const backwards = [...text].reverse().join('')
  return runs.some(run => {
    const endless = run.repeat(Math.ceil(text.length / run.length) + 1)
    return endless.includes(text) || endless.includes(backwards)
  })
}
