import assert from 'node:assert/strict'
import type { ActivityRecord, ConsentRecord } from '@conduit/core/host'
import { keyOf, newActivity, newDelivery, newPerson } from './records.ts'
import { type StoreCheck, type StoreScene, storeCheck } from './store-check.ts'

const at = new Date('2026-11-10T09:00:00.000Z')
const granted: ConsentRecord = {
  channel: 'email',
  purpose: 'newsletter',
  state: 'granted',
  at,
  isTimeSigned: true,
  legalBasis: 'CONSENT',
  givenThrough: 'a form',
}
const withdrawn: ConsentRecord = {
  channel: 'sms',
  purpose: 'offers',
  state: 'withdrawn',
  isTimeSigned: false,
}

/** What people said of consent. */
export const consentChecks: readonly StoreCheck[] = [
  storeCheck('what somebody said of consent is recorded with the activity', async scene => {
    const activity = said(scene, 'm1', [granted])
    await scene.store.record([newDelivery(scene.integration, [activity])])
    const [found] = await scene.activities(scene.ref.controllerId)
    assert.deepEqual(await scene.consents(scene.ref.controllerId), [
      {
        subject: found?.subjects[0],
        integrationId: scene.ref.id,
        activityId: activity.id,
        channel: 'email',
        purpose: 'newsletter',
        state: 'granted',
        saidAt: at,
        isTimeSigned: true,
        verification: 'signed',
        legalBasis: 'CONSENT',
        givenThrough: 'a form',
      },
    ])
  }),
  storeCheck('of two people of one event each has said their own', async scene => {
    const { store, integration, ref } = scene
    const first = { ...newPerson(integration, ['ada@example.com']), consents: [granted] }
    const other = { ...newPerson(integration, ['bo@example.com']), consents: [withdrawn, granted] }
    const nobody = { ...newPerson(integration, []), consents: [granted] }
    const known = [newPerson(integration, ['bo@example.com'])]
    await store.record([newDelivery(integration, [newActivity([], { people: known })])])
    const activity = newActivity([], { people: [first, nobody, other] })
    await store.record([newDelivery(integration, [activity])])
    const [before, after] = await scene.activities(ref.controllerId)
    const [bo] = before?.subjects ?? []
    const ada = after?.subjects.find(subject => subject !== bo)
    const found = await scene.consents(ref.controllerId)
    assert.deepEqual(
      found.map(({ subject, channel, state }) => [subject, channel, state]),
      [
        [ada, 'email', 'granted'],
        [bo, 'sms', 'withdrawn'],
        [bo, 'email', 'granted'],
      ],
    )
  }),
  storeCheck('a repetition says nothing of consent', async scene => {
    const { store, integration, ref } = scene
    const again = () => newDelivery(integration, [said(scene, 'm1', [granted])])
    await store.record([again()])
    await store.record([again(), again()])
    await Promise.all([store.record([again()]), store.record([again()])])
    const more = newDelivery(integration, [
      said(scene, 'm1', [granted]),
      said(scene, 'm2', [withdrawn]),
    ])
    await store.record([more])
    const found = await scene.consents(ref.controllerId)
    assert.deepEqual(
      found.map(({ state }) => state),
      ['granted', 'withdrawn'],
    )
  }),
  storeCheck('what nothing proves is recorded as such, with whatever goes with it', async scene => {
    const { store, integration, ref } = scene
    const activity = { ...said(scene, 'm1', [withdrawn]), verification: 'unsigned' as const }
    const changes = { verification: 'unsigned', catchUp: true } as const
    await store.record([newDelivery(integration, [activity], changes)])
    const [found] = await scene.consents(ref.controllerId)
    assert.equal(found?.verification, 'unsigned')
    assert.equal(found.isTimeSigned, false)
    assert.equal(found.saidAt, null)
    assert.equal(found.legalBasis, null)
  }),
  storeCheck('what a read tells of consent is recorded once, as read', async scene => {
    const { store, integration, ref } = scene
    const key = keyOf(integration, 'm1')
    const waiting = newActivity([key], { want: { key, ref: Buffer.from('sealed') } })
    await store.record([newDelivery(integration, [waiting])])
    const [person] = said(scene, 'm2', [granted]).people
    assert.ok(person !== undefined)
    const completion = {
      activityId: waiting.id,
      meaning: 'consent.granted' as const,
      occurredAt: at,
      fields: [],
      people: [person],
      requests: [],
    }
    const { id, controller, integrationId, adapter, platformDeliveryId, receivedAt } = newDelivery(
      integration,
      [],
    )
    const delivery = {
      ...{ id, controller, integrationId, adapter, platformDeliveryId, receivedAt },
      ...{ verification: 'fetched' as const, rejected: 0 },
    }
    const run = { delivery, completes: [completion], state: null }
    const activities = [{ ...said(scene, 'm3', [withdrawn]), verification: 'fetched' as const }]
    await store.queue.recordFetched({ ...run, activities })
    await store.queue.recordFetched({ ...run, activities })
    const found = await scene.consents(ref.controllerId)
    assert.deepEqual(
      found.map(({ activityId, state, verification }) => [activityId, state, verification]),
      [
        [waiting.id, 'granted', 'fetched'],
        [activities[0]?.id, 'withdrawn', 'fetched'],
      ],
    )
  }),
]

/** An event in which Ada says something. */
function said(
  { integration }: StoreScene,
  key: string,
  consents: readonly ConsentRecord[],
): ActivityRecord {
  const people = [{ ...newPerson(integration, ['ada@example.com']), consents }]
  return newActivity([keyOf(integration, key)], { people })
}
