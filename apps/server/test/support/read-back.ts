import { normalisePhone } from '@conduit/privacy'
import type { Recording } from '@conduit/testing'
import type { Test } from 'tap'
import { ask, type Connected } from './over-http.ts'
import type { TestApp } from './test-app.ts'

interface Activity {
  readonly eventType: string
  readonly meaning: string
  readonly occurredAt: string | null
  readonly fields: readonly {
    readonly path: string
    readonly category: string
    readonly source: string
  }[]
}

type Identifier = { readonly category: string; readonly value: string }

const activitiesQuery = `query($filter: ProcessingActivityFilter!) {
  processingActivities(filter: $filter, first: 100) {
    totalCount nodes { eventType meaning occurredAt fields { path category source } } } }`
const deliveriesQuery =
  'query($filter: DeliveryFilter!) { deliveries(filter: $filter, first: 10) { nodes { platformDeliveryId verification } } }'
const subjectsQuery =
  'query($filter: DataSubjectFilter!) { dataSubjects(filter: $filter, first: 1) { totalCount } }'
const integrationQuery =
  'query($id: ID!) { integrations(dataControllerId: $id) { nodes { lastFetch { outcome cursor retryAfterSeconds } } } }'

/** Compares what GraphQL tells of an integration with what its recording expects. */
export async function compareReadBack(
  t: Test,
  app: TestApp,
  { expect }: Recording,
  { controllerId, integrationId }: Connected,
): Promise<void> {
  const activities = await activitiesOf(app, { integrationId })
  t.strictSame(
    activities.map(({ eventType, meaning, occurredAt }) => ({
      type: eventType,
      meaning,
      occurredAt,
    })),
    (expect.events ?? []).map(({ type, meaning, occurredAt }) => ({ type, meaning, occurredAt })),
    'events, meanings, times',
  )
  if (expect.outcome === undefined && (expect.events ?? []).length > 0) {
    const { deliveries } = await ask<{
      deliveries: { nodes: { platformDeliveryId: string | null; verification: string }[] }
    }>(app, deliveriesQuery, { filter: { integrationId } })
    t.equal(deliveries.nodes.at(-1)?.platformDeliveryId, expect.deliveryId, 'delivery id')
  }
  for (const { id } of expect.events ?? []) {
    if (id == null) continue
    t.ok((await activitiesOf(app, { integrationId, eventId: id })).length > 0, `event ${id}`)
  }
  compareFields(t, activities, expect.pii ?? [])
  const people = [expect.subject, ...(expect.events ?? []).map(event => event.subject)]
  for (const identifier of people.flatMap(person => person?.identifiers ?? [])) {
    await compareIdentifier(t, app, identifier, controllerId, integrationId)
  }
  if (expect.outcome !== undefined) await compareFetch(t, app, expect, controllerId)
}

async function activitiesOf(app: TestApp, filter: object): Promise<readonly Activity[]> {
  const answer = await ask<{ processingActivities: { nodes: readonly Activity[] } }>(
    app,
    activitiesQuery,
    { filter },
  )
  return answer.processingActivities.nodes
}

function compareFields(
  t: Test,
  activities: readonly Activity[],
  expected: NonNullable<Recording['expect']['pii']>,
): void {
  const found = activities.flatMap(activity => activity.fields)
  const missing = expected.filter(({ path, category, in: where = 'request.body' }) => {
    const source = where === 'request.body' ? 'REQUEST' : 'FETCHED'
    return !found.some(
      field =>
        field.category === category && field.source === source && samePlace(field.path, path),
    )
  })
  t.strictSame(missing, [], 'places of personal data')
}

/** A member name that is data is kept as `*`. */
function samePlace(found: string, expected: string): boolean {
  const [ours, theirs] = [found.split('/'), expected.split('/')]
  const fits = (token: string, index: number) => token === theirs[index] || token === '*'
  return ours.length === theirs.length && ours.every(fits)
}

async function compareIdentifier(
  t: Test,
  app: TestApp,
  identifier: Identifier,
  controllerId: string,
  integrationId: string,
): Promise<void> {
  const { category, value } = identifier
  // Without a country nobody can tell which number is meant.
  if (category === 'phone' && !('ok' in normalisePhone(value))) return
  const filter = {
    dataControllerId: controllerId,
    identifier: { category, value, ...(category === 'account_id' && { integrationId }) },
  }
  const answer = await ask<{ dataSubjects: { totalCount: number } }>(app, subjectsQuery, { filter })
  t.equal(answer.dataSubjects.totalCount, 1, `a person by ${category}`)
}

async function compareFetch(
  t: Test,
  app: TestApp,
  expect: Recording['expect'],
  id: string,
): Promise<void> {
  const { integrations } = await ask<{
    integrations: {
      nodes: { lastFetch: { outcome: string; cursor: string; retryAfterSeconds: number } }[]
    }
  }>(app, integrationQuery, { id })
  const lastFetch = integrations.nodes[0]?.lastFetch
  t.match(lastFetch, { outcome: expect.outcome, cursor: expect.cursor })
  t.equal(lastFetch?.retryAfterSeconds ?? undefined, expect.retryAfterSeconds)
}
