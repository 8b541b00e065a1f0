import type { Random } from './random.ts'

const TEXTS = [
  '',
  'a',
  'A',
  'ab',
  'aB',
  'b',
  'É',
  'é',
  'ß',
  'SS',
  '天',
  '%',
  '_',
  'a_b',
  'a%b',
  '\\',
  "it's",
  'z"z',
  ' a',
]
const DATES = ['1999-12-31', '2000-01-01', '2000-02-29', '2001-03-04', '2024-12-30']
const MOMENTS = [
  '1999-12-31T23:59:59.999Z',
  '2000-01-01T00:00:00.000Z',
  '2001-02-03T04:05:06.000Z',
  '2024-12-30T12:00:00.000Z',
]

/** A value of a column of this kind, drawn from few, so that equal ones are common; moments as ISO text. */
export function literal(random: Random, kind: string): unknown {
  switch (kind) {
    case 'boolean':
      return random.chance(0.5)
    case 'date':
      return random.pick(DATES)
    case 'datetime':
      return random.pick(MOMENTS)
    case 'decimal':
      return random.pick(['0.00', '1.50', '2.00', '10.25', '99.99', '-3.10'])
    case 'char':
      return random.pick(TEXTS)
    default:
      return random.between(-1, 12)
  }
}
