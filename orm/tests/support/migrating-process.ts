/** Migrates the database of the first argument with the migrations in the folder of the second, when told to. */
import { connect } from '../../src/database.ts'
import { migrate } from '../../src/migrations/executor.ts'

const [, , url, folder] = process.argv
const database = await connect(String(url), { busyTimeout: 30_000 })
process.once('message', async () => {
  const done = await migrate(database, [{ label: 'blog', migrations: String(folder), models: [] }])
  await database.close()
  process.send?.(done.length)
  process.disconnect()
})
process.send?.('ready')
