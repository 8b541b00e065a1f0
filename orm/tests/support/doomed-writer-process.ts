/** Writes notes into the database file of the first argument and tells of each that is acknowledged, until it is killed. */
import { connect } from '../../src/database.ts'
import { atomic } from '../../src/transaction.ts'
import { addNote } from './databases.ts'

const [, , path] = process.argv
const database = await connect(`sqlite:${path}`, { busyTimeout: 30_000, synchronous: 'NORMAL' })
for (let i = 0; ; i++) {
  await atomic(
    async () => {
      await addNote(database, `first of ${i}`)
      await addNote(database, `second of ${i}`)
    },
    { using: database },
  )
  process.send?.(i)
}
