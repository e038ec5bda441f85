import { expectedFields, isInTable, type Recording, rowsOf, samePlace } from '@conduit/recordings'
import type { Test } from 'tap'
import { ask, type Connected, type Sampled } from './over-http.ts'
import { comparePeople } from './people.ts'
import { activitiesOf, type Records } from './records.ts'
import type { TestApp } from './test-app.ts'

/** What is compared. */
export interface ReadBack {
  readonly sampled: Sampled
  readonly recording: Recording
  readonly connected: readonly [Connected, ...Connected[]]
  /** What the recorded call added. */
  readonly added: Records
}

const lastFetchQuery =
  'query($id: ID!) { integrations(dataControllerId: $id) { nodes { lastFetch { outcome cursor retryAfterSeconds } } } }'

/** Compares what GraphQL tells of a recorded call with what the recording expects. */
export async function compareReadBack(t: Test, app: TestApp, readBack: ReadBack): Promise<void> {
  const { recording, connected, added } = readBack
  compareEvents(t, readBack)
  compareDeliveries(t, recording, added)
  for (const [index, { id }] of (recording.expect.events ?? []).entries()) {
    if (id == null) continue
    const activity = added.activities[index]
    const whose = connected.find(each => each.integrationId === activity?.integration.id)
    const { controllerId: dataControllerId, integrationId } = whose ?? connected[0]
    const found = await activitiesOf(app, { dataControllerId, integrationId, eventId: id })
    t.ok(
      found.some(each => each.id === activity?.id),
      `event ${id}`,
    )
  }
  compareFields(t, readBack)
  await comparePeople(t, app, recording, connected, added.activities)
  if (recording.expect.outcome !== undefined) await compareFetch(t, app, readBack)
}

function compareEvents(t: Test, { recording: { expect }, connected, added }: ReadBack): void {
  const events = expect.events ?? []
  t.strictSame(
    added.activities.map(({ eventType, meaning, occurredAt }) => ({
      type: eventType,
      meaning,
      occurredAt,
    })),
    events.map(({ type, meaning, occurredAt }) => ({ type, meaning, occurredAt })),
    'events, meanings, times',
  )
  for (const [index, { tenant = {} }] of events.entries()) {
    const { did, ...account } = tenant
    const activity = added.activities[index]
    for (const value of Object.values(account)) {
      t.equal(activity?.account, String(value), `account of event ${index}`)
    }
    if (did === undefined) continue
    const whose = connected.find(({ recorded }) => recorded.calledBy === did)
    t.equal(activity?.integration.dataController.did, whose?.did, `controller of event ${index}`)
  }
}

function compareDeliveries(
  t: Test,
  { expect, poll }: Recording,
  { deliveries, activities }: Records,
): void {
  const sent = deliveries.filter(({ verification }) => verification !== 'fetched')
  const isRefused = expect.status >= 400
  if (isRefused || poll !== undefined || expect.duplicate === true) {
    t.strictSame(sent, [], 'no delivery is recorded')
  }
  t.notOk(
    deliveries.some(({ outcome }) => outcome === 'quarantined'),
    'nothing is quarantined',
  )
  if (expect.deliveryId !== undefined) {
    const ids = new Set(sent.map(({ platformDeliveryId }) => platformDeliveryId))
    const isKept = (expect.events ?? []).length > 0 && poll === undefined
    t.strictSame([...ids], isKept || ids.size > 0 ? [expect.deliveryId] : [], 'delivery id')
  }
  const { ignoredEvents = [], rejected = 0 } = expect
  t.equal(sum(deliveries.map(each => each.ignored)), ignoredEvents.length, 'ignored events')
  const wanted = Array.isArray(rejected) ? rejected.length : rejected
  if (!isRefused) t.equal(sum(deliveries.map(each => each.rejected)), wanted, 'rejected events')
  t.notOk(
    activities.some(({ fetch }) => fetch === 'failed'),
    'nothing failed to be read',
  )
}

function compareFields(t: Test, { sampled, recording, connected, added }: ReadBack): void {
  const found = added.activities.flatMap(activity => activity.fields)
  const missing = expectedFields(recording).filter(({ path, category, in: where }) => {
    const source = where === undefined || where === 'request.body' ? 'REQUEST' : 'FETCHED'
    return !found.some(
      field =>
        field.category === category && field.source === source && samePlace(path, field.path),
    )
  })
  t.strictSame(missing, [], 'places of personal data')
  const tables = connected.flatMap(({ settings }) => rowsOf(sampled.adapter, settings))
  const strange = found.filter(
    ({ path, category }) =>
      !basesOf(path).some(base => isInTable(tables, { path, category: category as never }, base)),
  )
  t.strictSame(strange, [], 'all of them are in the tables')
}

/** Where the part of an event can begin: the API does not say. */
function basesOf(path: string): readonly string[] {
  const tokens = path.split('/')
  return tokens.map((_token, index) => tokens.slice(0, index).join('/'))
}

async function compareFetch(
  t: Test,
  app: TestApp,
  { recording: { expect }, connected: [called] }: ReadBack,
): Promise<void> {
  const { integrations } = await ask<{
    integrations: {
      nodes: { lastFetch: { outcome: string; cursor: string; retryAfterSeconds: number } }[]
    }
  }>(app, lastFetchQuery, { id: called.controllerId })
  const lastFetch = integrations.nodes[0]?.lastFetch
  t.match(lastFetch, { outcome: expect.outcome, cursor: expect.cursor })
  t.equal(lastFetch?.retryAfterSeconds ?? undefined, expect.retryAfterSeconds)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
