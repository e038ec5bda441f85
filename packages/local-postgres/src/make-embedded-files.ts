import { rename, writeFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'

// A program of its own, which the making takes 450 MB of: writes the files of an empty embedded
// database to its only argument. They get that name when they are whole, whoever else writes them.
const [, , archive = ''] = process.argv
const database = await PGlite.create()
await database.exec('checkpoint')
const files = await database.dumpDataDir('gzip')
const unfinished = `${archive}.${process.pid}`
await writeFile(unfinished, files.stream())
await rename(unfinished, archive)
await database.close()
