import { randomUUID } from 'node:crypto'
import type { Controller, DeliveryRecord, PersonRecord } from '@conduit/core/host'
import { createStore, type Database, listSubjects, migrate } from '@conduit/db'
import { identifiersOf, restrictPerson } from '@conduit/db/people'
import { testKeyring } from '@conduit/recordings'
import { bundledAdapters } from '@conduit/server'
import { t as root, test } from 'tap'

import { emptyDatabase } from './support/test-app.ts'
import { type Told, toldBy } from './support/told-by.ts'

root.setTimeout(600_000)

/** Of each kind of delivery one that names somebody by several identifiers. */
async function severalBy(name: string): Promise<readonly Told[]> {
  const known = new Set<string>()
  return (await toldBy(name)).filter(({ delivery: { activities } }) => {
    const kinds = activities.map(({ type, verification }) => `${type} ${verification}`).join()
    if (known.has(kinds) || !activities.some(({ people }) => people.some(hasSeveral))) return false
    known.add(kinds)
    return true
  })
}

const hasSeveral = ({ tokens }: PersonRecord): boolean => tokens.length > 1

/**
 * Tells of one event as if nothing proved it, while one of its people is known and restricted by the
 * last identifier: it must stay so, and whoever proves the others is somebody else.
 */
async function tellUnsigned(database: Database, { delivery }: Told) {
  const controller: Controller = { ...delivery.controller, id: randomUUID() }
  const now = () => delivery.receivedAt
  const store = createStore(database, {
    keyring: testKeyring,
    now,
    onWaiting: async () => undefined,
  })
  const of = { controller, integrationId: delivery.integrationId, keys: [], quarantine: null }
  const record = async (activities: DeliveryRecord['activities']) => {
    const id = randomUUID()
    // What they ask is of no account here: their controller has no row.
    const own = { keys: [], want: null, requests: [] }
    const rows = activities.map(each => ({ ...each, ...own, id: randomUUID() }))
    await store.store.record([{ ...delivery, ...of, id, catchUp: false, activities: rows }])
  }
  const activity = delivery.activities.find(({ people }) => people.some(hasSeveral))
  const person = activity?.people.find(hasSeveral)
  const victim = person?.tokens.at(-1)
  const [stranger] = person?.tokens ?? []
  if (
    activity === undefined ||
    person === undefined ||
    victim === undefined ||
    stranger === undefined
  )
    throw new Error('nobody')
  const proven = (token: typeof victim) =>
    record([{ ...activity, verification: 'signed', people: [{ ...person, tokens: [token] }] }])
  const by = async ({ hash }: typeof victim) => {
    const filter = { controllerIds: [controller.id], tokens: [hash] }
    const { edges } = await listSubjects(database, filter, {})
    return edges[0]?.node
  }
  await proven(victim)
  const known = await by(victim)
  const actor = { type: 'job', id: null }
  const administration = { database, keyring: testKeyring, now, onChange: () => undefined }
  const ref = { controllerId: controller.id, id: known?.id ?? '' }
  await restrictPerson(administration, actor, ref, 'objection')
  await record(delivery.activities.map(each => ({ ...each, verification: 'unsigned' as const })))
  const claimed = await by(stranger)
  await proven(stranger)
  const other = await by(stranger)
  const after = await by(victim)
  const identifiers = (await identifiersOf(database, [ref])).get(ref.id) ?? []
  await store.close()
  return { known: known?.id, claimed: claimed?.id, other: other?.id, after, identifiers }
}

test('no event of any platform joins a person or lifts a restriction that nothing proves', async t => {
  const database = await emptyDatabase()
  await migrate(database)
  t.teardown(() => database.close())
  for (const name of bundledAdapters()) {
    await t.test(name, async t => {
      const told = await severalBy(name)
      t.comment(`${told.length} events of several identifiers`)
      for (const each of told) {
        const { known, claimed, other, after, identifiers } = await tellUnsigned(database, each)
        t.ok(known !== undefined && other !== undefined, each.file)
        t.not(claimed, known, `${each.file}: the unsigned event joins nobody`)
        t.not(other, known, `${each.file}: who proves the other identifier is somebody else`)
        t.equal(after?.id, known, `${each.file}: the person is still who it was`)
        t.equal(after?.state, 'restricted', `${each.file}: and still restricted`)
        t.equal(identifiers.length, 1, `${each.file}: with no further identifier`)
      }
    })
  }
})
