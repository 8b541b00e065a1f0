/** Starts the service: `node main.ts [DATABASE_URL]`; tables are made when the database is new. */
import { connect } from '@inkstone/orm'
import { migrate } from '@inkstone/orm/migrations'
import { buildApp } from './app.ts'
import { models } from './models.ts'

const database = await connect(process.argv[2] ?? 'sqlite::memory:', { models })
await migrate(database, [{ label: 'tasks', migrations: `${import.meta.dirname}/migrations`, models }])
const app = buildApp(database)
app.addHook('onClose', () => database.close())
console.log(await app.listen({ port: Number(process.env.PORT ?? 3000) }))
