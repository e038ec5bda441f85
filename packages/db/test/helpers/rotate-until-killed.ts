import { createInterface } from 'node:readline'
import { openDatabase } from '@conduit/db'
import { rotateMasterKeys } from '@conduit/db/keyring'
import { filledAt, rings } from './old-and-new-keys.ts'

/** Rotates row by row, a line for each batch, and goes on when it is told to. */
const [kind, place = ''] = process.argv.slice(2)
const database = await openDatabase(kind === 'url' ? { url: place } : { dataDir: place })
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
await rotateMasterKeys({ database, keyring: rings.both }, () => filledAt, {
  rows: 1,
  mayGoOn: () => true,
  rest: async () => {
    process.stdout.write('batch\n')
    await lines.next()
  },
})
process.stdout.write('done\n')
