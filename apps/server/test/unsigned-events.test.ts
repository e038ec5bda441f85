import { randomUUID } from 'node:crypto'
import type { Controller } from '@conduit/core/host'
import { createStore, type Database, migrate } from '@conduit/db'
import { listConsents } from '@conduit/db/consents'
import { testKeyring } from '@conduit/recordings'
import { bundledAdapters } from '@conduit/server'
import { t as root, test } from 'tap'
import { emptyDatabase } from './support/test-app.ts'
import { type Told, toldBy } from './support/told-by.ts'

root.setTimeout(600_000)

/** The one is never called; of the other a call that is not signed reaches nobody. */
const leadNowhere = ['sabre', 'quickbooks']

test('no event of any platform opens a request that nothing proves', async t => {
  const asking: string[] = []
  for (const name of bundledAdapters()) {
    await t.test(name, async t => {
      const asRecorded = await toldBy(name)
      const unproven = await toldBy(name, { verifySignature: () => 'unsigned' })
      const activities = unproven.flatMap(({ delivery }) => delivery.activities)
      t.equal(activities.length > 0, !leadNowhere.includes(name))
      t.same(
        activities.filter(({ verification }) => verification === 'signed'),
        [],
        'nothing is signed',
      )
      t.same(
        activities.flatMap(({ verification, requests }) =>
          verification === 'unsigned' || verification === 'late' ? requests : [],
        ),
        [],
        'and nothing that is not asks anything',
      )
      const asks = asRecorded.some(({ delivery }) =>
        delivery.activities.some(({ requests }) => requests.length > 0),
      )
      if (asks) asking.push(name)
    })
  }
  t.ok(asking.includes('shopify') && asking.includes('hubspot'), `as recorded, ${asking} do`)
})

/** A grant in the place of each statement, told a day later by an event that nothing proves. */
async function grantUnproven(database: Database, { delivery }: Told, index: number) {
  const controller: Controller = { ...delivery.controller, id: randomUUID() }
  const keyring = testKeyring
  const later = new Date(delivery.receivedAt.getTime() + 86_400_000)
  let now = delivery.receivedAt
  const store = createStore(database, { keyring, now: () => now, onWaiting: async () => undefined })
  const record = async (
    state: 'granted' | 'withdrawn',
    verification: 'signed' | 'unsigned',
    at: Date,
  ) => {
    now = at
    const activities = delivery.activities.slice(index, index + 1).map(activity => ({
      ...{ ...activity, id: randomUUID(), keys: [], want: null, requests: [], verification },
      occurredAt: at,
      people: activity.people.map(person => ({
        ...person,
        consents: person.consents.map(({ at: _at, ...each }) => {
          return { ...each, state, isTimeSigned: verification === 'signed' }
        }),
      })),
    }))
    const own = { controller, id: randomUUID(), keys: [], quarantine: null, catchUp: false }
    await store.store.record([{ ...delivery, ...own, receivedAt: at, activities }])
  }
  const states = async () => {
    const { edges } = await listConsents(database, { controllerId: controller.id }, {})
    return edges.map(({ node }) => node.state)
  }
  await record('withdrawn', 'signed', delivery.receivedAt)
  const before = await states()
  await record('granted', 'unsigned', later)
  const after = await states()
  await store.close()
  return { before, after }
}

test('no event of any platform grants what was withdrawn that nothing proves', async t => {
  const database = await emptyDatabase()
  await migrate(database)
  t.teardown(() => database.close())
  const saying: string[] = []
  for (const name of bundledAdapters()) {
    await t.test(name, async t => {
      for (const told of await toldBy(name)) {
        for (const [index, { people }] of told.delivery.activities.entries()) {
          if (!people.some(each => each.tokens.length > 0 && each.consents.length > 0)) continue
          if (!saying.includes(name)) saying.push(name)
          const { before, after } = await grantUnproven(database, told, index)
          t.ok(before.length > 0 && before.every(state => state === 'withdrawn'), told.file)
          t.same(after, before, `${told.file}: it is still withdrawn`)
        }
      }
    })
  }
  t.ok(saying.length >= 6, `${saying} say something of consent`)
})
