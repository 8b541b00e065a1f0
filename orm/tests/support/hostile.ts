import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import {
  auto,
  binary,
  boolean,
  char,
  type Database,
  date,
  datetime,
  decimal,
  foreignKey,
  integer,
  json,
  type Manager,
  manager,
  model,
  OrmError,
  text,
  time,
  UsageError,
  uuid,
} from '../../src/index.ts'
import { databaseWith } from './models.ts'

/** The table that nothing may touch. */
export class Canary extends model('Canary', { id: auto(), name: char({ maxLength: 20 }) }) {
  static readonly objects: Manager<Canary> = manager(Canary)
}

/** A model with a column of every kind that takes text in one way or another. */
export class Target extends model('Target', {
  id: auto(),
  name: char({ maxLength: 400 }),
  body: text({ default: '' }),
  size: integer({ default: 0 }),
  price: decimal({ maxDigits: 8, decimalPlaces: 2, null: true }),
  flag: boolean({ default: false }),
  day: date({ null: true }),
  clock: time({ null: true }),
  moment: datetime({ null: true }),
  key: uuid({ null: true }),
  data: json({ null: true }),
  blob: binary({ null: true }),
  canary: foreignKey(() => Canary, { onDelete: 'CASCADE', null: true }),
}) {
  static readonly objects: Manager<Target> = manager(Target)
}

/** Texts that would do harm where a text becomes part of a statement. */
export const HOSTILE: readonly string[] = [
  "'; DROP TABLE canary; --",
  '"; DROP TABLE canary; --',
  '`; DROP TABLE canary; --',
  "' OR '1'='1",
  '" OR "1"="1',
  "') OR 1=1 --",
  '1; DELETE FROM canary',
  "\\'; DROP TABLE canary; --",
  "x' UNION SELECT name FROM canary --",
  '/* */ OR 1=1',
  '-- ',
  '#',
  '$$; DROP TABLE canary; $$',
  '$1',
  '?',
  ':name',
  '%s',
  "%' OR 1=1 --",
  '_%\\',
  "E'\\x27",
  '\u02bc OR 1=1',
  "\ud83d'; DROP TABLE canary; --",
  "\u0000'; DROP TABLE canary; --",
  "\n'; DROP TABLE canary; --",
  '\ue0000\ue001',
  '__proto__',
  'constructor',
  'id__exact',
  '"id"',
  'id) OR (1=1',
  'name" AS "x',
  '$."a"[*]',
  '{"a": "b"}',
  "a'::jsonb) OR (true",
]

/** A database of the kind under test in which a canary lives. */
export async function guarded(t: TestContext): Promise<Database> {
  const db = await databaseWith(t, [Canary, Target])
  await db.run(async () => {
    const canary = await Canary.objects.create({ name: 'alive' })
    await Target.objects.create({ name: 'plain', canary })
  })
  return db
}

/** Do something with a hostile text: it is either taken for what it is, or refused by an error of ours. */
export async function attempt(what: string, work: () => unknown): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    const isOurs = error instanceof OrmError || error instanceof UsageError || error instanceof RangeError
    assert.ok(isOurs, `${what}: ${String(error)}`)
    assert.doesNotMatch(
      String(error),
      /syntax error(?! in (?:JSON|regular))|SQL syntax|unrecognized token|unterminated|no such (column|table)/i,
      what,
    )
    return undefined
  }
}

/** The canary lives, and no row appeared or vanished. */
export async function unharmed(what: string): Promise<void> {
  assert.deepEqual(await Canary.objects.valuesList('name', { flat: true }), ['alive'], what)
  assert.equal(await Target.objects.filter({ name: 'plain' }).count(), 1, what)
}
