import { consentRows } from '../consents/consent-rows.ts'
import type { Executor } from '../database/database.ts'
import { jsonInsert } from '../database/json-insert.ts'
import { statement } from '../database/statement.ts'
import {
  baseRow,
  linkRow,
  personRows,
  strengthenLink,
  verifyReference,
} from '../people/people-rows.ts'
import type { SettledPeople } from '../people/settle-people.ts'
import {
  activitySubjects,
  consentEvents,
  dataSubjects,
  deliveries,
  emailBases,
  fetchQueue,
  fieldSetSeen,
  fieldSets,
  platformRefs,
  processingActivities,
  quarantine,
  subjectKeys,
  subjectLinks,
} from '../schema/index.ts'
import { addPiece } from './flush-statement.ts'
import type { quarantineRows, waitingRows } from './follow-up-rows.ts'
import { type activityRows, type deliveryRows, fieldSetRows } from './rows.ts'

/** Rows of deliveries, made by `rows.ts`. */
export interface DeliveryRows {
  readonly deliveries: ReturnType<typeof deliveryRows>
  readonly activities: ReturnType<typeof activityRows>
  readonly waiting: ReturnType<typeof waitingRows>
  readonly quarantined: readonly ReturnType<typeof quarantineRows>[number][]
}

const deliveryInsert = jsonInsert(
  deliveries,
  [
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
  ],
  { orderBy: ['controllerId', 'id'], tail: addPiece },
)
const activityInsert = jsonInsert(processingActivities, [
  'controllerId',
  'id',
  'deliveryId',
  'integrationId',
  'platformDeliveryId',
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
  'subjectId',
  'fieldSet',
  'fields',
])
const fieldSetInsert = jsonInsert(fieldSets, ['controllerId', 'hash', 'fields'], {
  tail: 'on conflict do nothing',
})
const fieldSetSeenInsert = jsonInsert(
  fieldSetSeen,
  ['controllerId', 'integrationId', 'eventType', 'hash', 'firstAt'],
  { tail: 'on conflict do nothing' },
)
const personInsert = jsonInsert(activitySubjects, [
  'controllerId',
  'activityId',
  'person',
  'subjectId',
])
const consentInsert = jsonInsert(consentEvents, [
  'controllerId',
  'id',
  'subjectId',
  'integrationId',
  'activityId',
  'channel',
  'purpose',
  'state',
  'saidAt',
  'isTimeSigned',
  'verification',
  'legalBasis',
  'givenThrough',
  'method',
  'recordedAt',
])
const subjectInsert = jsonInsert(dataSubjects, ['controllerId', 'id', 'state', 'firstSeen'])
const keyInsert = jsonInsert(subjectKeys, ['controllerId', 'subjectId', 'wrapped'])
const referenceInsert = jsonInsert(
  platformRefs,
  [
    'controllerId',
    'token',
    'subjectId',
    'integrationId',
    'object',
    'sealed',
    'createdAt',
    'isVerified',
  ],
  { orderBy: ['controllerId', 'token', 'subjectId', 'integrationId'], tail: verifyReference },
)
const linkInsert = jsonInsert(
  subjectLinks,
  ['controllerId', 'subjectA', 'subjectB', 'state', 'evidence', 'activityId', 'createdAt'],
  { orderBy: ['controllerId', 'subjectA', 'subjectB'], tail: strengthenLink },
)
const baseInsert = jsonInsert(emailBases, ['controllerId', 'token', 'subjectId'], {
  orderBy: ['controllerId', 'token', 'subjectId'],
  tail: 'on conflict do nothing',
})
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
const partsText = `with
  references_ as (${referenceInsert.sql(1)}),
  links as (${linkInsert.sql(2)}),
  subjects as (${subjectInsert.sql(3)}),
  keys as (${keyInsert.sql(4)}),
  deliveries_ as (${deliveryInsert.sql(5)}),
  activities as (${activityInsert.sql(6)}),
  people as (${personInsert.sql(7)}),
  waiting as (${waitingInsert.sql(8)}),
  quarantined as (${quarantineInsert.sql(9)}),
  field_sets_ as (${fieldSetInsert.sql(10)}),
  field_sets_seen as (${fieldSetSeenInsert.sql(11)}),
  bases as (${baseInsert.sql(12)})`
const writeText = `${partsText}
  select 1`
const writeTextWithConsents = `${partsText},
  stated as (${consentInsert.sql(13)})
  select 1`

/** Writes rows of deliveries, and people with the activities they belong to. */
export async function writeRows(
  executor: Executor,
  { occurrences, resolution, rows }: SettledPeople,
  delivered: DeliveryRows,
): Promise<void> {
  const people = tiedPeople(occurrences, resolution, delivered.activities)
  const consents = occurrences.flatMap((each, index) => {
    return consentRows(each, resolution.subjects[index])
  })
  const sets = fieldSetRows(delivered.activities.flatMap(({ newSet }) => newSet ?? []))
  const text = consents.length === 0 ? writeText : writeTextWithConsents
  await statement(executor, text, [
    referenceInsert.encode(rows.references),
    linkInsert.encode(resolution.links.map(linkRow)),
    subjectInsert.encode(rows.subjects),
    keyInsert.encode(rows.keys),
    deliveryInsert.encode(delivered.deliveries),
    activityInsert.encode(
      delivered.activities.map(({ row }) => ({
        ...row,
        subjectId: people.firsts.get(row.id) ?? null,
      })),
    ),
    personInsert.encode(people.others),
    waitingInsert.encode(delivered.waiting),
    quarantineInsert.encode(delivered.quarantined),
    fieldSetInsert.encode(sets.fieldSets),
    fieldSetSeenInsert.encode(sets.fieldSetsSeen),
    baseInsert.encode(resolution.bases.map(baseRow)),
    ...(consents.length === 0 ? [] : [consentInsert.encode(consents)]),
  ])
}

/** The first person of a new activity stands in its row, and everybody else beside it. */
function tiedPeople(
  occurrences: SettledPeople['occurrences'],
  { subjects }: SettledPeople['resolution'],
  activities: DeliveryRows['activities'],
) {
  const fresh = new Set(activities.map(({ row }) => row.id))
  const firsts = new Map<string, string | null>()
  const others: ReturnType<typeof personRows>[number][] = []
  for (const [index, person] of occurrences.entries()) {
    const subjectId = subjects[index] ?? null
    const isFirst = person.index === 0 && fresh.has(person.activityId)
    if (isFirst) firsts.set(person.activityId, subjectId)
    else others.push(...personRows(person, subjectId))
  }
  return { firsts, others }
}
