import { createHash } from 'node:crypto'
import { eventHashes } from '@conduit/core/host'
import { createKeyring, type MasterKey } from '@conduit/privacy'
import { test } from 'tap'
import { acme, acmeStore, appOf, bodyOf } from './acme.ts'

const master = (id: string): MasterKey => ({ id, bytes: createHash('sha256').update(id).digest() })
const before = createKeyring([master('k1')])
const after = createKeyring([master('k2'), master('k1')])

const store = acmeStore()
const { post: postBefore } = await appOf(acme, { store, keyring: before })
const { post: postAfter } = await appOf(acme, { store, keyring: after })
const body = bodyOf({ id: 7, email: 'ada@example.com' })

test('what came before a rotation of the master key is known after it', async t => {
  t.match((await postBefore(body)).json().data, { events: 1, duplicate: false })
  t.match((await postAfter(body)).json().data, { duplicate: true })
  t.equal(store.activities.length, 1)
})

test('so are the people, by each of their identifiers', async t => {
  for (const [id, event] of Object.entries({ d2: { id: 7 }, d3: { email: 'ada@example.com' } })) {
    await postAfter(JSON.stringify({ ...JSON.parse(bodyOf(event)), id }))
  }
  t.equal(store.activities.length, 3)
  t.equal(store.subjects.length, 1)
})

test('and the events, by the id that the platform gave them', async t => {
  const [activity] = store.activities
  if (activity === undefined) throw new Error('no activity')
  const hashes = eventHashes(after, activity.controller, 'd1/0')
  t.ok(hashes.some(hash => hash === activity.eventHash))
})
