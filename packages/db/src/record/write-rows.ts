import type { Executor } from '../client.ts'
import { jsonInsert } from '../json-insert.ts'
import {
  activitySubjects,
  dataSubjects,
  deliveries,
  fetchQueue,
  platformRefs,
  processingActivities,
  quarantine,
  subjectKeys,
  subjectLinks,
} from '../schema/index.ts'
import { statement } from '../statement.ts'
import type { quarantineRows, waitingRows } from './follow-up-rows.ts'
import type { Occurrence } from './people.ts'
import { linkRow, personRows } from './people-rows.ts'
import type { Resolution } from './resolve.ts'
import type { activityRows, deliveryRow } from './rows.ts'
import type { PeopleRows } from './seal-people.ts'

/** People of activities, settled: who they are, and the rows of what is new about them. */
export interface SettledPeople {
  readonly resolution: Resolution
  readonly rows: PeopleRows
}

/** Rows of deliveries, made by `rows.ts`. */
export interface DeliveryRows {
  readonly deliveries: readonly ReturnType<typeof deliveryRow>[]
  readonly activities: ReturnType<typeof activityRows>
  readonly waiting: ReturnType<typeof waitingRows>
  readonly quarantined: ReturnType<typeof quarantineRows>
}

const deliveryInsert = jsonInsert(deliveries, [
  'controllerId',
  'id',
  'integrationId',
  'platformDeliveryId',
  'receivedAt',
  'outcome',
  'verification',
  'activities',
  'ignored',
  'rejected',
])
const activityInsert = jsonInsert(processingActivities, [
  'controllerId',
  'id',
  'deliveryId',
  'integrationId',
  'position',
  'type',
  'meaning',
  'scope',
  'account',
  'occurredAt',
  'receivedAt',
  'path',
  'verification',
  'eventHash',
  'people',
  'fields',
])
const personInsert = jsonInsert(activitySubjects, [
  'controllerId',
  'activityId',
  'person',
  'subjectId',
])
const subjectInsert = jsonInsert(dataSubjects, ['controllerId', 'id', 'state', 'firstSeen'])
const keyInsert = jsonInsert(subjectKeys, ['controllerId', 'subjectId', 'wrapped'])
const referenceInsert = jsonInsert(
  platformRefs,
  ['controllerId', 'token', 'subjectId', 'integrationId', 'object', 'sealed', 'createdAt'],
  {
    orderBy: ['controllerId', 'token', 'subjectId', 'integrationId'],
    tail: 'on conflict do nothing',
  },
)
const linkInsert = jsonInsert(
  subjectLinks,
  ['controllerId', 'subjectA', 'subjectB', 'state', 'activityId', 'createdAt'],
  { orderBy: ['controllerId', 'subjectA', 'subjectB'], tail: 'on conflict do nothing' },
)
const waitingInsert = jsonInsert(fetchQueue, [
  'controllerId',
  'id',
  'integrationId',
  'kind',
  'key',
  'ref',
  'state',
])
const quarantineInsert = jsonInsert(quarantine, [
  'controllerId',
  'id',
  'integrationId',
  'deliveryId',
  'adapter',
  'step',
  'reason',
  'sealed',
  'createdAt',
  'expiresAt',
  'replays',
])

/** Everything else in one statement: a WITH runs all of its parts that modify data. */
const writeText = `with
  references_ as (${referenceInsert.sql(1)}),
  links as (${linkInsert.sql(2)}),
  subjects as (${subjectInsert.sql(3)}),
  keys as (${keyInsert.sql(4)}),
  deliveries_ as (${deliveryInsert.sql(5)}),
  activities as (${activityInsert.sql(6)}),
  people as (${personInsert.sql(7)}),
  waiting as (${waitingInsert.sql(8)}),
  quarantined as (${quarantineInsert.sql(9)})
  select 1`

/** Writes rows of deliveries, and people with the activities they belong to. */
export async function writeRows(
  executor: Executor,
  people: readonly Occurrence[],
  { resolution, rows }: SettledPeople,
  delivered: DeliveryRows,
): Promise<void> {
  await statement(executor, writeText, [
    referenceInsert.encode(rows.references),
    linkInsert.encode(resolution.links.map(linkRow)),
    subjectInsert.encode(rows.subjects),
    keyInsert.encode(rows.keys),
    deliveryInsert.encode(delivered.deliveries),
    activityInsert.encode(delivered.activities),
    personInsert.encode(
      people.flatMap((person, index) => personRows(person, resolution.subjects[index])),
    ),
    waitingInsert.encode(delivered.waiting),
    quarantineInsert.encode(delivered.quarantined),
  ])
}
