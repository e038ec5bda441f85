import { PGlite } from '@electric-sql/pglite'

// A program of its own: `openEmbedded` runs it with the directory to make as its only argument.
const database = await PGlite.create({ dataDir: process.argv[2] ?? '' })
await database.close()
