/** Writes notes into the database file of the first argument, one transaction each; told to begin by a message. */
import { connect } from '../../src/database.ts'
import { atomic } from '../../src/transaction.ts'
import { addNote } from './databases.ts'

const [, , path, name, count] = process.argv
const database = await connect(`sqlite:${path}`, { busyTimeout: 30_000, synchronous: 'NORMAL' })
process.once('message', async () => {
  for (let i = 0; i < Number(count); i++) {
    await atomic(
      async () => {
        const [[before] = []] = await database.query('SELECT count(*) FROM note')
        await addNote(database, `${name} ${i} after ${before}`)
      },
      { using: database },
    )
    await addNote(database, `${name} ${i} alone`)
  }
  await database.close()
  process.disconnect()
})
process.send?.('ready')
