/** Writes models for the tables of a database: `node inspect.ts FILE > models.ts`. */
import { connect } from '@inkstone/orm'
import { inspectDatabase } from '@inkstone/orm/migrations'

const database = await connect(`sqlite:${process.argv[2]}`, { readOnly: true })
process.stdout.write(await inspectDatabase(database))
await database.close()
