// A process that erases people by itself: node erase-people.js '<what, as JSON>'.
import { openDatabase } from '@conduit/db'
import { eraseOwnRecords } from '@conduit/db/erasure'
import { createKeyring, parseMasterKeys } from '@conduit/privacy'
import { ledgerFile } from '../../src/erasure-ledger/ledger-file.ts'

/** Whom it erases, and where it writes that down. */
export interface ErasePeople {
  readonly url: string
  readonly key: string
  readonly ledger: string
  readonly controllerId: string
  readonly people: readonly string[]
}

const { url, key, ledger, controllerId, people }: ErasePeople = JSON.parse(process.argv[2] ?? '')
const database = await openDatabase({ url })
const keyring = createKeyring(parseMasterKeys(key))
const context = { database, keyring, ledger: ledgerFile(ledger, keyring) }
for (const id of people) {
  const actor = { type: 'operator', id: null }
  const person = { controllerId, subjectIds: [id], redactionId: null, actor, at: new Date() }
  await eraseOwnRecords(context, person, () => true)
}
await database.close()
