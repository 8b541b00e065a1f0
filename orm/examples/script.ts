/** A script: counts the words of a folder of texts into SQLite and asks for the commonest. `node script.ts FOLDER` */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  atomic,
  auto,
  Count,
  char,
  connect,
  createTables,
  foreignKey,
  integer,
  type Manager,
  manager,
  model,
  type Related,
  Sum,
} from '@inkstone/orm'

class Text extends model('Text', { id: auto(), file: char({ maxLength: 255, unique: true }) }) {
  static readonly objects: Manager<Text> = manager(Text)
  declare readonly words: Related<Word>
}

class Word extends model(
  'Word',
  {
    id: auto(),
    text: foreignKey(() => Text, { onDelete: 'CASCADE', relatedName: 'words' }),
    spelling: char({ maxLength: 64 }),
    times: integer(),
  },
  { uniqueTogether: [['text', 'spelling']] },
) {
  static readonly objects: Manager<Word> = manager(Word)
}

/** How often each word of a text occurs; longer ones than the column holds are left out. */
function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) {
    if (word.length <= 64) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

/** Read one file in a transaction of its own: all of its words or none. */
async function readText(folder: string, file: string): Promise<void> {
  const counts = countWords(await readFile(join(folder, file), 'utf8'))
  await atomic(async () => {
    const text = await Text.objects.create({ file })
    await Word.objects.bulkCreate([...counts].map(([spelling, times]) => new Word({ text, spelling, times })))
  })
}

const folder = process.argv[2] ?? '.'
const db = await connect('sqlite::memory:')
await db.run(async () => {
  await createTables(db, [Text, Word])
  for (const file of (await readdir(folder)).sort()) {
    if (file.endsWith('.txt')) await readText(folder, file)
  }

  const totals = Word.objects.values('spelling').annotate({ total: Sum('times'), texts: Count('text') })
  for (const { spelling, total, texts } of await totals.orderBy('-total', 'spelling').slice(0, 3)) {
    console.log(`${spelling}: ${total} times in ${texts} texts`)
  }

  const without = Text.objects.exclude({ words__spelling: 'the' }).orderBy('file')
  console.log(`without "the": ${(await without.valuesList('file', { flat: true })).join(', ') || 'none'}`)
})
await db.close()
