import { type Database, listSubjects, sweep } from '@conduit/db'
import { exportStats } from '@conduit/db/exports'
import { countOpenNotices } from '@conduit/db/notices'
import { mergePeople, subjectsById } from '@conduit/db/people'
import {
  type BroughtRequest,
  closeRequest,
  confirmPerson,
  createRequests,
  extendRequest,
  listRequests,
  moveRequest,
  noteTimeMarks,
  noteUnchecked,
  pauseRequest,
  possibleDuplicates,
  possiblePeople,
  type RequestNeed,
  refuseRequest,
  requestEvents,
  requestNeeds,
  requestStats,
  requestsOfSubjects,
  resumeRequest,
  showIdentities,
  verifyIdentity,
  withdrawRequest,
} from '@conduit/db/requests'
import { placeHold, releaseHold } from '@conduit/db/retention'
import { sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { sweepRequestKeys } from '../src/requests/sweep-request-keys.ts'
import {
  dataSubjectRequestEvents,
  dataSubjectRequests,
  dataSubjects,
  requestKeys,
  requestTokens,
} from '../src/schema/index.ts'
import { asAct, noteAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { activityOf, deliveryOf, integrationOf, personOf, tokenOf } from './helpers/fixtures.ts'
import { actor, requestScene } from './helpers/requests.ts'
import { countOf, rows } from './helpers/rows.ts'

const conflict = (code: string) => ({ code: 'conflict', reason: new RegExp(`^${code}: `) })
const check = { method: 'document', level: 'high' } as const

/** How requests stand. What is counted is what is listed. */
async function countedAndListed(t: Test, database: Database, controllerId: string, now: Date) {
  const stats = await requestStats(database, controllerId, now)
  const copies = await exportStats(database, controllerId, now)
  const counts: Readonly<Record<RequestNeed, number>> = {
    ...{ overdue: stats.overdue, due_soon: stats.dueSoon, duplicate: stats.duplicates },
    ...{ unacknowledged: stats.unacknowledged, unconfirmed: stats.unconfirmed },
    ...{ unchecked: stats.unchecked, answered_unchecked: stats.answeredUnchecked },
    ...{ copy_incomplete: copies.incomplete, copy_unread: copies.unread },
    recipients: await countOpenNotices(database, controllerId),
  }
  for (const need of requestNeeds) {
    const filter = { controllerIds: [controllerId], needs: { need, now } }
    const page = await listRequests(database, filter, { first: 100 })
    t.equal(page.edges.length, counts[need], need)
    t.equal(await page.totalCount(), counts[need], need)
  }
  return stats
}

test('a request is due by the days of its controller, and the rule is kept with it', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, read, govern } = await requestScene(t, database, '2026-11-24T23:30:00Z')
    await govern({ timezone: 'Europe/Berlin', holidayCalendar: 'DE-BY' })
    const { id } = await bring('ada@example.com')
    const request = await read(id)
    t.match(request, {
      ...{ status: 'pending', stage: 'received', regulation: 'gdpr', acknowledgeBy: null },
      dueAt: new Date('2026-12-28T22:59:59.999Z'),
      rule: { received: '2026-11-25', nominal: '2026-12-25', end: '2026-12-28', calendar: 'DE-BY' },
    })
    await govern({ timezone: 'UTC', holidayCalendar: null, lawProfiles: ['ccpa'] })
    t.same(await read(id), request, 'whatever the controller says later')
    await govern({ lawProfiles: ['ccpa', 'gdpr'] })
    const { id: both } = await bring('bo@example.com')
    t.equal((await read(both)).regulation, 'gdpr', 'of several laws the one that ends first')
    const optOut = await bring('cy@example.com', { type: 'opt_out_sale_share' })
    t.match(await read(optOut.id), { regulation: 'ccpa', rule: { end: '2026-12-15' } })
  })
})

test('the clock stands still only while identity is in doubt, and runs on by the days it stood', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, read, administration, at } = await requestScene(t, database)
    const ref = await bring('ada@example.com')
    const due = async () => (await read(ref.id)).dueAt.toISOString().slice(0, 10)
    t.equal(await due(), '2026-11-12')
    await t.rejects(pauseRequest(administration, actor, ref), conflict('identity_not_in_doubt'))
    await moveRequest(administration, actor, ref, 'identity_requested')
    await t.rejects(resumeRequest(administration, actor, ref), conflict('not_paused'))
    at('2026-10-20T09:00:00Z')
    t.match(await pauseRequest(administration, actor, ref), { stage: 'on_hold', nextMarkAt: null })
    await t.rejects(pauseRequest(administration, actor, ref), conflict('already_paused'))
    at('2026-10-29T09:00:00Z')
    t.match(await resumeRequest(administration, actor, ref), {
      rule: { stoppedDays: 9, nominal: '2026-11-21', end: '2026-11-23' },
      pauses: [{ from: '2026-10-20T09:00:00.000Z', until: '2026-10-29T09:00:00.000Z' }],
    })
    await pauseRequest(administration, actor, ref)
    at('2026-11-30T09:00:00Z')
    t.equal(await noteTimeMarks(database, new Date('2026-11-30T09:00:00Z')), 0, 'nor is it overdue')
    const verified = await verifyIdentity(administration, actor, ref, check)
    t.match(verified, { stage: 'verified', rule: { stoppedDays: 41 }, verifiedBy: actor.id })
    t.equal(await due(), '2026-12-23')
    t.notOk(
      verified.pauses.some(({ until }) => until === null),
      'a check lets it run again',
    )
  })
})

test('of several laws each is kept: when receipt is confirmed, more time is given, a clock stands still', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, read, administration, govern } = await requestScene(t, database)
    await govern({ lawProfiles: ['gdpr', 'ccpa'] })
    const ref = await bring('ada@example.com')
    t.match(await read(ref.id), {
      ...{ regulation: 'gdpr', acknowledgeBy: new Date('2026-10-26T23:59:59.999Z') },
      rule: { end: '2026-11-12', acknowledgement: { end: '2026-10-26' }, laws: ['gdpr', 'ccpa'] },
    })
    await moveRequest(administration, actor, ref, 'identity_requested')
    await t.rejects(pauseRequest(administration, actor, ref), conflict('clock_never_stops'))
    const extension = {
      reason: 'complexity',
      notifiedAt: new Date('2026-10-12T09:00:00Z'),
    } as const
    t.match(await extendRequest(administration, actor, ref, extension), {
      ...{ regulation: 'ccpa', rule: { end: '2027-01-10', laws: ['gdpr', 'ccpa'] } },
    })
    const european = await bring('bo@example.com', { regulation: 'gdpr' })
    await moveRequest(administration, actor, european, 'identity_requested')
    t.match(await pauseRequest(administration, actor, european), { acknowledgeBy: null })
  })
})

test('receipt that nobody confirmed is counted at every stage, and confirmed late, once', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration, govern, at } = await requestScene(t, database)
    await govern({ lawProfiles: ['ccpa'] })
    const ref = await bring('ada@example.com')
    await moveRequest(administration, actor, ref, 'scoping')
    const missing = async (time: string) =>
      (await countedAndListed(t, database, ref.controllerId, new Date(time))).unacknowledged
    t.equal(await missing('2026-10-26T23:00:00Z'), 0)
    t.equal(await missing('2026-10-27T00:00:00Z'), 1)
    at('2026-10-27T09:00:00Z')
    t.match(await moveRequest(administration, actor, ref, 'acknowledged'), {
      ...{ status: 'in_progress', stage: 'scoping' },
      acknowledgedAt: new Date('2026-10-27T09:00:00Z'),
    })
    t.equal(await missing('2026-10-27T10:00:00Z'), 0)
    const again = moveRequest(administration, actor, ref, 'acknowledged')
    await t.rejects(again, conflict('already_acknowledged'))
  })
})

test('a request that is closed while its clock stands still is not late', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration, at } = await requestScene(t, database)
    const ref = await bring('ada@example.com')
    await moveRequest(administration, actor, ref, 'identity_requested')
    at('2026-10-20T09:00:00Z')
    await pauseRequest(administration, actor, ref)
    at('2026-12-20T09:00:00Z')
    t.match(await withdrawRequest(administration, actor, ref), {
      pauses: [{ from: '2026-10-20T09:00:00.000Z', until: '2026-12-20T09:00:00.000Z' }],
      ...{ dueAt: new Date('2027-01-12T23:59:59.999Z'), nextMarkAt: null },
    })
    const stats = await countedAndListed(
      t,
      database,
      ref.controllerId,
      new Date('2026-12-21T09:00:00Z'),
    )
    t.match(stats, { closedInTime: 1, closedLate: 0, onHold: 0 })
  })
})

test('a clock that stands still is not overdue, and no mark comes by more time', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration, at } = await requestScene(t, database)
    const ref = await bring('ada@example.com')
    await moveRequest(administration, actor, ref, 'identity_requested')
    await pauseRequest(administration, actor, ref)
    at('2026-12-20T09:00:00Z')
    const notifiedAt = new Date('2026-12-19T09:00:00Z')
    const extended = { reason: 'complexity', notifiedAt } as const
    t.match(await extendRequest(administration, actor, ref, extended), {
      ...{ stage: 'on_hold', nextMarkAt: null, rule: { isExtended: true } },
    })
  })
})

test('a check is of one person: who confirms another asks for proof again', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration, controller, store } = await requestScene(t, database)
    const people = ['ada@example.com', 'bo@example.com'].map(name => personOf(controller, [name]))
    const activity = activityOf(controller, { keys: ['seen'], people })
    await store.record([deliveryOf(controller, { activities: [activity] })])
    const subjects = await rows<{ id: string }>(database, sql`select id::text from data_subjects`)
    const [ada = '', bo = ''] = subjects.map(({ id }) => id)
    const ref = await bring('ada@example.com')
    const confirm = (id: string) => confirmPerson(administration, actor, ref, id)
    const unchecked = { verificationMethod: null, verificationLevel: null, verifiedAt: null }
    const checked = { verificationMethod: 'document', verifiedAt: Date }
    await verifyIdentity(administration, actor, ref, check)
    const again = await moveRequest(administration, actor, ref, 'identity_requested')
    t.match(again, { ...unchecked, verifiedBy: null }, 'who is asked for proof has not given it')
    await verifyIdentity(administration, actor, ref, check)
    t.match(await confirm(ada), { ...checked, stage: 'verified', subjectId: ada })
    for (const stage of ['scoping', 'responding'] as const) {
      await moveRequest(administration, actor, ref, stage)
      t.match(await confirm(ada), { ...checked, stage, subjectId: ada }, 'the same')
      t.match(await confirm(bo), { ...unchecked, stage: 'identity_requested', subjectId: bo })
      t.match(await confirm(ada), { ...unchecked, stage: 'identity_requested', subjectId: ada })
      await verifyIdentity(administration, actor, ref, check)
    }
    await database.run(executor => executor.update(dataSubjects).set({ state: 'erased' }))
    await t.rejects(confirm(ada), { code: 'not_found' }, 'nobody is confirmed who was erased')
  })
})

test('a Californian clock never stands still, and no opt-out is extended', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration, govern } = await requestScene(t, database)
    await govern({ lawProfiles: ['ccpa'], timezone: 'America/Los_Angeles' })
    const ref = await bring('ada@example.com')
    const asked = await moveRequest(administration, actor, ref, 'identity_requested')
    t.equal(asked.acknowledgeBy?.toISOString(), '2026-10-27T06:59:59.999Z')
    await t.rejects(pauseRequest(administration, actor, ref), conflict('clock_never_stops'))
    const optOut = await bring('ada@example.com', { type: 'opt_out_sale_share' })
    const extension = {
      reason: 'complexity',
      notifiedAt: new Date('2026-10-12T09:00:00Z'),
    } as const
    await t.rejects(
      extendRequest(administration, actor, optOut, extension),
      conflict('no_extension'),
    )
    t.match(await extendRequest(administration, actor, ref, extension), {
      rule: { end: '2027-01-10' },
    })
  })
})

test('more time is given once, and only if the person was told in time', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration, at } = await requestScene(t, database)
    const ref = await bring('ada@example.com')
    const extend = (notifiedAt: string) =>
      extendRequest(administration, actor, ref, {
        ...{ reason: 'number_of_requests', notifiedAt: new Date(notifiedAt) },
      })
    const invalid = { code: 'invalid', faults: [{ pointer: '/notifiedAt' }] }
    await t.rejects(extend('2026-10-13T09:00:00Z'), invalid, 'in the future')
    await t.rejects(extend('2026-10-11T09:00:00Z'), invalid, 'before it came')
    at('2026-11-20T09:00:00Z')
    await t.rejects(extend('2026-11-13T09:00:00Z'), conflict('too_late'))
    t.match(await extend('2026-11-12T09:00:00Z'), {
      ...{ extensionReason: 'number_of_requests', dueAt: new Date('2027-01-12T23:59:59.999Z') },
      rule: { isExtended: true, period: { unit: 'months', length: 3 } },
    })
    await t.rejects(extend('2026-11-12T09:00:00Z'), conflict('already_extended'))
  })
})

test('what is under way is not closed, what is closed stays so, and each end is its own', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration } = await requestScene(t, database)
    const ref = await bring('ada@example.com')
    for (const stage of ['scoping', 'approved', 'executing'] as const)
      await moveRequest(administration, actor, ref, stage)
    const completed = { outcome: 'completed' } as const
    await t.rejects(closeRequest(administration, actor, ref, completed), conflict('tasks_open'))
    await t.rejects(withdrawRequest(administration, actor, ref), conflict('tasks_open'))
    for (const stage of ['verifying', 'responding'] as const)
      await moveRequest(administration, actor, ref, stage)
    const end = { ...completed, responseRef: ' file 7 ' }
    t.match(await closeRequest(administration, actor, ref, end), {
      ...{ status: 'completed', stage: 'closed', closedAt: Date, responseRef: 'file 7' },
      nextMarkAt: null,
    })
    await t.rejects(pauseRequest(administration, actor, ref), conflict('closed'))
    await t.rejects(closeRequest(administration, actor, ref, completed), conflict('closed'))
    await t.rejects(showIdentities(administration, actor, ref), conflict('closed'))
    const events = await requestEvents(database, [ref.controllerId], [ref.id])
    t.same(
      events.map(({ kind }) => kind),
      ['closed', 'moved', 'moved', 'moved', 'moved', 'moved', 'opened'],
    )
    t.ok(events.every(({ actorId }) => actorId === actor.id))
    const rewritten = rows(database, sql`update data_subject_request_events set kind = 'other'`)
    await t.rejects(rewritten, /23001/)

    const other = { controllerId: '01a209dc-bcd3-7b6c-aa79-00000000dead', id: ref.id }
    await t.rejects(withdrawRequest(administration, actor, other), { code: 'not_found' })
  })
})

test('a request is refused for a legal reason that fits it, and for no other', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration } = await requestScene(t, database)
    const access = await bring('ada@example.com', { type: 'access' })
    await t.rejects(refuseRequest(administration, actor, access, 'legal_claims'), {
      ...{ code: 'invalid', faults: [{ pointer: '/reason' }] },
    })
    t.match(await refuseRequest(administration, actor, access, 'manifestly_excessive'), {
      status: 'refused',
      justification: 'https://w3id.org/dpv/legal/eu/gdpr#JustificationA12ManifestlyExcessive',
    })
    const erasure = await bring('ada@example.com')
    await refuseRequest(administration, actor, erasure, 'legal_claims')
  })
})

test('words of who handles a request could be no address, and no check needs a reason', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration } = await requestScene(t, database)
    const ref = await bring('ada@example.com')
    const invalid = (pointer: string) => ({ code: 'invalid', faults: [{ pointer }] })
    const note = (text: string) =>
      verifyIdentity(administration, actor, ref, { ...check, note: text })
    await t.rejects(note('ada@example.com'), invalid('/note'))
    await t.rejects(note('x'.repeat(101)), invalid('/note'))
    for (const number of [
      '+49 170 1234567',
      '(555) 555-0123',
      '030/5550123',
      '００４９ 170 1234567',
    ])
      await t.rejects(note(`called ${number} Jane Doe`), invalid('/note'), number)
    for (const words of ['passport on 05.11.2026, 10:30', 'file 2026-000123', 'DSR-20261012-0007'])
      t.equal((await note(words)).verificationNote, words)
    const none = { method: 'not_needed', level: 'low' } as const
    await t.rejects(verifyIdentity(administration, actor, ref, none), invalid('/note'))
    await verifyIdentity(administration, actor, ref, { ...none, note: 'signed in' })
    const filed = { outcome: 'completed', responseRef: '<ada@example.com>' } as const
    await t.rejects(closeRequest(administration, actor, ref, filed), invalid('/responseRef'))
    const strange = { outcome: 'duplicate' } as const
    await t.rejects(closeRequest(administration, actor, ref, strange), invalid('/duplicateOf'))
    const itself = { outcome: 'duplicate', duplicateOf: ref } as const
    await t.rejects(closeRequest(administration, actor, ref, itself), invalid('/duplicateOf'))
  })
})

test('duplicates are shown, by person and by equal identifiers, and never swallowed', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, read, administration, controller, store, at } = await requestScene(t, database)
    const people = [personOf(controller, ['ada@example.com', 'cus_1'])]
    const activity = activityOf(controller, { keys: ['seen'], people })
    await store.record([deliveryOf(controller, { activities: [activity] })])
    const [known] = await rows<{ id: string }>(database, sql`select id::text from data_subjects`)
    const subjectId = known?.id ?? ''
    const first = await bring('ada@example.com', { subjectId })
    at('2026-10-13T09:00:00Z')
    const second = await bring('ada@example.com')
    const third = await bring('other@example.com', { subjectId })
    await bring('ada@example.com', { type: 'access', subjectId })
    await bring('bo@example.com')
    const all = await Promise.all([first, second, third].map(({ id }) => read(id)))
    const found = await possibleDuplicates(database, all)
    const others = (id: string) => (found.get(id) ?? []).map(each => each.id).toSorted()
    t.same(others(first.id), [second.id, third.id].toSorted())
    t.same(others(second.id), [first.id], 'an equal address')
    t.same(others(third.id), [first.id], 'the same person')
    t.match(await countedAndListed(t, database, controller.id, new Date('2026-10-13T09:00:00Z')), {
      ...{ open: 5, duplicates: 3, overdue: 0, unconfirmed: 5, unchecked: 5 },
    })
    const end = { outcome: 'duplicate', duplicateOf: first } as const
    t.match(await closeRequest(administration, actor, second, end), {
      ...{ status: 'duplicate', duplicateOf: first.id },
    })
    const chain = { outcome: 'duplicate', duplicateOf: second } as const
    const unanswered = conflict('original_unanswered')
    await t.rejects(closeRequest(administration, actor, third, chain), unanswered)
    t.same((await possibleDuplicates(database, [await read(first.id)])).get(first.id), [
      await read(third.id),
    ])
    const wrong = '01a209dc-bcd3-7b6c-aa79-00000000beef'
    await t.rejects(confirmPerson(administration, actor, third, wrong), { code: 'not_found' })
    t.match(await confirmPerson(administration, actor, third, subjectId), {
      ...{ subjectId, personConfirmedAt: Date, stage: 'received' },
    })
  })
})

test('of two requests each closed as a duplicate of the other, one stays open', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, read, administration } = await requestScene(t, database)
    const one = await bring('ada@example.com')
    const other = await bring('ada.l@example.com')
    const close = (ref: typeof one, duplicateOf: typeof one) =>
      closeRequest(administration, actor, ref, { outcome: 'duplicate', duplicateOf })
    const done = await Promise.allSettled([close(one, other), close(other, one)])
    t.same(done.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    const both = await Promise.all([one, other].map(({ id }) => read(id)))
    const open = both.find(({ closedAt }) => closedAt === null)
    const refused = both.find(({ closedAt }) => closedAt !== null)
    t.equal(refused?.duplicateOf, open?.id)
    const third = await bring('third@example.com')
    await refuseRequest(administration, actor, one.id === open?.id ? one : other, 'lack_of_intent')
    await t.rejects(close(third, one), conflict('original_unanswered'))
    await t.rejects(close(third, other), conflict('original_unanswered'))
    const answered = await bring('fourth@example.com')
    await closeRequest(administration, actor, answered, { outcome: 'completed' })
    t.match(await close(third, answered), { status: 'duplicate' })
  })
})

test('duplicates are told by whole people, of each controller its own', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, read, administration, controller, store } = await requestScene(t, database)
    const other = await requestScene(t, database)
    const personIn = async (scene: typeof other, name: string) => {
      const people = [personOf(scene.controller, [name])]
      const activity = activityOf(scene.controller, { people })
      await scene.store.record([deliveryOf(scene.controller, { activities: [activity] })])
      const tokens = [tokenOf(scene.controller, name).hash]
      const filter = { controllerIds: [scene.controller.id], tokens }
      const { edges } = await listSubjects(database, filter, {})
      return edges[0]?.node.id ?? ''
    }
    const mine = { ...other, controller, store }
    const [older, newer] = [
      await personIn(mine, 'ada@example.com'),
      await personIn(mine, 'ada@example.org'),
    ]
    const foreign = await personIn(other, 'bo@example.com')
    const first = await bring('ada@example.com', { subjectId: older })
    const second = await bring('ada@example.org', { subjectId: newer })
    const third = await other.bring('bo@example.com', { subjectId: foreign })
    const merge = { controllerId: controller.id, subjectId: newer, into: older }
    await mergePeople(administration, actor, merge)
    const asked = [await read(first.id), await other.read(third.id)]
    const found = await possibleDuplicates(database, asked)
    t.match(found.get(first.id), [{ id: second.id }])
    t.same(found.get(third.id), [])
    const stats = await countedAndListed(
      t,
      database,
      controller.id,
      new Date('2026-10-13T09:00:00Z'),
    )
    t.equal(stats.duplicates, 2, 'the count says the same')
    const refs = [
      { controllerId: controller.id, id: newer },
      { controllerId: other.controller.id, id: foreign },
    ]
    const known = await subjectsById(database, refs)
    t.equal(known.get(newer)?.id, older, 'a member is found as its whole person')
    t.equal(known.get(foreign)?.id, foreign)
  })
})

test('what there is much of hides nothing else', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { at, bring, read, controller, store } = await requestScene(t, database)
    const subjectOf = async (name: string) => {
      const activity = activityOf(controller, { people: [personOf(controller, [name])] })
      await store.record([deliveryOf(controller, { activities: [activity] })])
      const tokens = [tokenOf(controller, name).hash]
      const { edges } = await listSubjects(database, { controllerIds: [controller.id], tokens }, {})
      return edges[0]?.node.id ?? ''
    }
    const [ada, bo] = [await subjectOf('ada@example.com'), await subjectOf('bo@example.com')]
    for (let count = 0; count < 40; count++) {
      const receivedAt = new Date(Date.UTC(2026, 8, 1 + count))
      await bring('ada@example.com', { subjectId: ada, receivedAt })
    }
    const [one, two] = [
      await bring('ada@example.com', { type: 'access' }),
      await bring('ada@example.com', { type: 'access', channel: 'phone' }),
    ]
    const duplicates = await possibleDuplicates(database, [await read(one.id)])
    t.match(duplicates.get(one.id), [{ id: two.id }], 'requests of another type are none')

    at('2026-10-20T09:00:00Z')
    const late = await bring('bo@example.com', { subjectId: bo })
    const id = (number: number) => `ffffffff-ffff-7fff-bfff-${String(number).padStart(12, '0')}`
    const more = await Promise.all([read(one.id), read(late.id)])
    const busy = Array.from({ length: 210 }, (_, index) => ({
      ...more[0],
      id: id(index),
      subjectId: ada,
    }))
    const events = Array.from({ length: 410 }, (_, index) => ({
      ...{ controllerId: controller.id, id: id(index), requestId: one.id, at: new Date(0) },
      ...{ kind: 'half_of_time', actorType: 'system', actorId: null, details: {}, once: null },
    }))
    await asAct(database, async executor => {
      await executor.insert(dataSubjectRequests).values(busy as never)
      await executor.insert(dataSubjectRequestEvents).values(events as never)
    })
    const controllerIds = [controller.id]
    const told = await requestEvents(database, controllerIds, [one.id, late.id])
    t.equal(told.filter(({ requestId }) => requestId === one.id).length, 200)
    t.match(told.at(-1), { requestId: late.id, kind: 'opened' })
    const asked = await requestsOfSubjects(database, controllerIds, [ada, bo])
    t.equal(asked.get(ada)?.length, 100)
    t.match(asked.get(bo), [{ id: late.id }])

    const { id: known } = await bring('ada@example.com', { type: 'rectification' })
    const people = async () => (await possiblePeople(database, [await read(known)])).get(known)
    t.same(await people(), [ada])
    await database.run(executor => executor.update(dataSubjects).set({ state: 'erased' }))
    t.equal(await people(), undefined, 'nobody who was erased')
  })
})

test('among many that are open duplicates are told in time', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, controller } = await requestScene(t, database)
    await bring('ada@example.com')
    // Nobody has gathered statistics of them, as on the embedded database nobody ever does.
    await database.maintenance(async executor => {
      await noteAct(executor)
      await executor.execute(sql`insert into data_subject_requests select (jsonb_populate_record(r,
          jsonb_build_object('id', '01a00000-0000-7000-8000-' || lpad(n::text, 12, '0')))).*
        from data_subject_requests r cross join generate_series(1, 20000) n`)
      await executor.execute(sql`insert into request_tokens
        select controller_id, decode(md5(id::text), 'hex'), id from data_subject_requests`)
    })
    const page = await listRequests(database, { controllerIds: [controller.id] }, { first: 100 })
    const found = await possibleDuplicates(
      database,
      page.edges.map(({ node }) => node),
    )
    t.equal(found.size, 100)
  })
})

test('the same brought again is one, and bad ones open nothing', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration, controller, govern } = await requestScene(t, database)
    const first = await bring('ada@example.com')
    t.equal(first.isNew, true)
    const again = await bring('ada@example.com', { receivedAt: new Date('2026-10-12T09:00:00Z') })
    t.same([again.id, again.isNew], [first.id, false])
    t.same(await createRequests(administration, actor, controller.id, []), [])
    await govern({ lawProfiles: ['gdpr', 'ccpa'] })
    const otherwise = await bring('ada@example.com', { regulation: 'ccpa' })
    t.same(
      [otherwise.id, otherwise.dueAt],
      [first.id, first.dueAt],
      'with the deadline that it has',
    )
    await govern({ lawProfiles: ['gdpr'] })
    const created = await rows<{ count: number }>(
      database,
      sql`select (details ->> 'count')::int as count from audit_entries
        where action = 'data_subject_request.created'`,
    )
    t.same(created, [{ count: 1 }], 'what opened nothing is not in the audit')
    const refused = async (changes: object, member: string) =>
      await t.rejects(bring('bo@example.com', changes), {
        ...{ code: 'invalid', faults: [{ pointer: `/${member}` }] },
      })
    await refused({ receivedAt: new Date('2026-10-12T09:00:01Z') }, 'receivedAt')
    await refused({ receivedAt: new Date('1989-10-12T09:00:01Z') }, 'receivedAt')
    await refused({ identifiers: [] }, 'identifiers')
    await refused({ identifiers: [{ category: 'email', value: 'x'.repeat(501) }] }, 'identifiers')
    await refused({ regulation: 'ccpa' }, 'regulation')
    const filter = { controllerIds: [controller.id] }
    t.equal(await (await listRequests(database, filter, {})).totalCount(), 1)
    const dry: BroughtRequest = {
      ...{ type: 'access' as const, channel: 'email' as const },
      receivedAt: new Date('2026-10-01T09:00:00Z'),
      ...{
        identifiers: [{ category: 'email', value: 'a@example.com' }],
        tokens: [],
        names: [],
        subjectId: null,
      },
    }
    t.match(await createRequests(administration, actor, controller.id, [dry], true), [
      { isNew: false, rule: { end: '2026-11-02' } },
    ])
    t.equal(await (await listRequests(database, filter, {})).totalCount(), 1)
  })
})

test('lists go by due date, in parts, and by what is asked for', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration, controller } = await requestScene(t, database)
    const days = ['03', '01', '04', '02', '05']
    const ids = new Map<string, string>()
    for (const day of days) {
      const receivedAt = new Date(`2026-09-${day}T09:00:00Z`)
      const type = day === '02' ? 'access' : 'erasure'
      const { id } = await bring(`p${day}@example.com`, { receivedAt, type })
      ids.set(id, day)
    }
    const of = async (filter: object) => {
      const found: string[] = []
      for (let after: string | null = null; ; ) {
        const asked = { controllerIds: [controller.id], ...filter }
        const page = await listRequests(database, asked, { first: 2, after })
        found.push(...page.edges.map(({ node }) => ids.get(node.id) ?? '?'))
        after = page.pageInfo.endCursor
        if (!page.pageInfo.hasNextPage) return found
      }
    }
    t.same(await of({}), ['01', '02', '03', '04', '05'])
    t.same(await of({ types: ['access'] }), ['02'])
    t.same(await of({ dueBefore: new Date('2026-10-03T00:00:00Z') }), ['01', '02'])
    const [first = ''] = [...ids].find(([, day]) => day === '01') ?? []
    await withdrawRequest(administration, actor, { controllerId: controller.id, id: first })
    t.same(await of({ isClosed: false }), ['02', '03', '04', '05'])
    t.same(await of({ isClosed: true }), ['01'])
    t.same(await of({ statuses: ['cancelled', 'refused'] }), ['01'])
    t.same(await of({ channel: 'phone' }), [])
    t.same(await of({ controllerIds: [integrationOf(controller)] }), [])
  })
})

test('half, four fifths and all of the time are noted once each, for each deadline', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration, at } = await requestScene(t, database)
    const ref = await bring('ada@example.com')
    const noted = async (time: string) => {
      at(time)
      const count = await noteTimeMarks(database, new Date(time))
      const events = await requestEvents(database, [ref.controllerId], [ref.id])
      return [count, ...events.slice(0, count).map(({ kind }) => kind)]
    }
    t.same(await noted('2026-10-27T00:00:00Z'), [0])
    t.same(await noted('2026-10-28T12:00:00Z'), [1, 'half_of_time'])
    t.same(await noted('2026-10-28T12:00:00Z'), [0])
    t.same(await noted('2026-11-13T00:00:00Z').then(([count]) => count), 2, 'after some days off')
    t.same(await noted('2026-12-13T00:00:00Z'), [0])
    const stats = await countedAndListed(
      t,
      database,
      ref.controllerId,
      new Date('2026-11-13T00:00:00Z'),
    )
    t.match(stats, { overdue: 1, dueSoon: 0 })
    await extendRequest(administration, actor, ref, {
      ...{ reason: 'complexity', notifiedAt: new Date('2026-11-01T00:00:00Z') },
    })
    const [count] = await noted('2026-12-26T00:00:00Z')
    t.equal(count, 2, 'half and four fifths of the longer time')
    await withdrawRequest(administration, actor, ref)
    t.same(await noted('2027-12-20T00:00:00Z'), [0])
  })
})

test('what was answered unchecked is noted once', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, administration } = await requestScene(t, database)
    const careless = await bring('a@example.com')
    const careful = await bring('b@example.com')
    const refused = await bring('c@example.com')
    const account = await bring('d@example.com')
    await rows(
      database,
      sql`update data_subject_requests set scope = 'account' where id = ${account.id}`,
    )
    await closeRequest(administration, actor, account, { outcome: 'completed' })
    await closeRequest(administration, actor, careless, { outcome: 'partially_completed' })
    await verifyIdentity(administration, actor, careful, check)
    await closeRequest(administration, actor, careful, { outcome: 'completed' })
    await refuseRequest(administration, actor, refused, 'identity_failure')
    const now = new Date('2026-10-13T03:00:00Z')
    t.equal(await noteUnchecked(database, now), 1)
    t.equal(await noteUnchecked(database, now), 0)
    const stats = await countedAndListed(t, database, careless.controllerId, now)
    t.equal(stats.answeredUnchecked, 1)
    const [event] = await requestEvents(database, [careless.controllerId], [careless.id])
    t.match(event, { kind: 'answered_unchecked', actorType: 'job' })
  })
})

test('what names the person is shown to whoever answers, and destroyed thirty days after the end', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { bring, read, administration, controller } = await requestScene(t, database)
    const ref = await bring('ada.canary@example.com')
    const open = await bring('bo@example.com')
    t.same(await showIdentities(administration, actor, ref), {
      ...{ identifiers: [{ category: 'email', value: 'ada.canary@example.com' }], references: [] },
    })
    const [audited] = await rows<{ actor: string }>(
      database,
      sql`select actor_id as actor from audit_entries where action = 'data_subject_request.identities_shown'`,
    )
    t.equal(audited?.actor, actor.id)
    await verifyIdentity(administration, actor, ref, { ...check, note: 'Jane Doe' })
    await withdrawRequest(administration, actor, ref)
    t.equal(await sweepRequestKeys(database, new Date('2026-11-11T08:59:59Z')), 0)
    t.equal((await read(ref.id)).verificationNote, 'Jane Doe')
    const hold = await placeHold(administration, actor, {
      ...{ controllerId: controller.id, subjectId: null, integrationId: null, startsAt: null },
      ...{ basis: 'legal_claims', reference: null, reviewAt: null, endsAt: null },
    })
    t.equal(await sweepRequestKeys(database, new Date('2026-11-11T09:00:00Z')), 0, 'held')
    await releaseHold(administration, actor, hold)
    t.equal(await sweepRequestKeys(database, new Date('2026-11-11T09:00:00Z')), 1)
    t.match(await read(ref.id), { identities: null, verificationNote: null, verifiedAt: Date })
    t.equal(await countOf(database, requestKeys), 1)
    t.equal(await countOf(database, requestTokens), 1)
    t.match(await showIdentities(administration, actor, open), { identifiers: [{}] })
    const [event] = await requestEvents(database, [controller.id], [ref.id])
    t.match(event, { kind: 'identities_destroyed', actorType: 'job' })
    t.equal(await sweep(database, new Date()), true)
  })
})
