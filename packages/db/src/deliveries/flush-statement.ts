import { type ArrayRows, type ArrayValue, arrayRows } from '../database/array-rows.ts'
import { strengthenLink, verifyReference } from '../people/people-rows.ts'
import { hitColumns, hitsText } from '../people/suppression-hits.ts'

/** The rows that one flush may bring, by table. */
export const flushRows = {
  epochs: arrayRows({ controllerId: 'uuid', epoch: 'bigint' }),
  /** `item` is the event that a key is of, `keys` how many that has, `alone` if it must be new. */
  seen: arrayRows({
    controllerId: 'uuid',
    key: 'uuid',
    deliveryId: 'uuid',
    seenAt: 'timestamptz',
    item: 'int',
    keys: 'int',
    alone: 'boolean',
  }),
  activities: arrayRows({
    item: 'int',
    controllerId: 'uuid',
    id: 'uuid',
    deliveryId: 'uuid',
    integrationId: 'uuid',
    platformDeliveryId: 'text',
    position: 'int',
    type: 'text',
    meaning: 'text',
    scope: 'text',
    account: 'text',
    occurredAt: 'timestamptz',
    receivedAt: 'timestamptz',
    path: 'text',
    verification: 'text',
    eventHash: 'uuid',
    people: 'smallint',
    subjectId: 'uuid',
    fieldSet: 'uuid',
    fields: 'jsonb',
  }),
  deliveries: arrayRows({
    controllerId: 'uuid',
    id: 'uuid',
    integrationId: 'uuid',
    platformDeliveryId: 'text',
    receivedAt: 'timestamptz',
    outcome: 'text',
    verification: 'text',
    ignored: 'int',
    rejected: 'int',
  }),
  people: arrayRows({
    item: 'int',
    controllerId: 'uuid',
    activityId: 'uuid',
    person: 'smallint',
    subjectId: 'uuid',
  }),
  consents: arrayRows({
    item: 'int',
    controllerId: 'uuid',
    id: 'uuid',
    subjectId: 'uuid',
    integrationId: 'uuid',
    activityId: 'uuid',
    channel: 'text',
    purpose: 'text',
    state: 'text',
    saidAt: 'timestamptz',
    isTimeSigned: 'boolean',
    verification: 'text',
    legalBasis: 'text',
    givenThrough: 'text',
    method: 'text',
    recordedAt: 'timestamptz',
  }),
  tokens: arrayRows({
    controllerId: 'uuid',
    token: 'bytea',
    kind: 'text',
    keyId: 'text',
    normaliser: 'text',
    subjectId: 'uuid',
    integrationId: 'uuid',
    firstSeen: 'timestamptz',
    isVerified: 'boolean',
  }),
  /** Tokens that a proven event verifies. */
  verified: arrayRows({ controllerId: 'uuid', token: 'bytea', subjectId: 'uuid' }),
  bases: arrayRows({ controllerId: 'uuid', token: 'bytea', subjectId: 'uuid' }),
  subjects: arrayRows({
    controllerId: 'uuid',
    id: 'uuid',
    state: 'text',
    firstSeen: 'timestamptz',
  }),
  keys: arrayRows({ controllerId: 'uuid', subjectId: 'uuid', wrapped: 'bytea' }),
  references: arrayRows({
    controllerId: 'uuid',
    token: 'bytea',
    subjectId: 'uuid',
    integrationId: 'uuid',
    object: 'text',
    sealed: 'bytea',
    createdAt: 'timestamptz',
    isVerified: 'boolean',
  }),
  hits: hitColumns,
  fieldSets: arrayRows({ controllerId: 'uuid', hash: 'uuid', fields: 'jsonb' }),
  fieldSetsSeen: arrayRows({
    controllerId: 'uuid',
    integrationId: 'uuid',
    eventType: 'text',
    hash: 'uuid',
    firstAt: 'timestamptz',
  }),
  links: arrayRows({
    controllerId: 'uuid',
    subjectA: 'uuid',
    subjectB: 'uuid',
    state: 'text',
    evidence: 'text',
    activityId: 'uuid',
    createdAt: 'timestamptz',
  }),
} as const

type RowsOf<Rows> =
  Rows extends ArrayRows<infer Column> ? readonly Readonly<Record<Column, ArrayValue>>[] : never

/** Rows of one flush, each kind in the order of its key. */
export type FlushRows = {
  readonly [Kind in keyof typeof flushRows]: RowsOf<(typeof flushRows)[Kind]>
}

/** One row of what a flush answers. */
export interface FlushAnswer {
  /** False: a people epoch has moved, and nothing was written. */
  readonly held: boolean
  /** A key that belonged to somebody else; null: there was none. */
  readonly key: string | null
  /** Who that is. */
  readonly owner: string | null
}

/**
 * A further piece of a delivery adds to its row. Pieces that ended alike leave its outcome as it is,
 * one of which nothing was ours leaves it to the other, and all else is partly recorded.
 */
export const addPiece = `on conflict (controller_id, id) do update set
  activities = deliveries.activities + excluded.activities,
  ignored = deliveries.ignored + excluded.ignored,
  rejected = deliveries.rejected + excluded.rejected,
  outcome = case
    when excluded.outcome in ('ignored', deliveries.outcome) then deliveries.outcome
    when deliveries.outcome = 'ignored' then excluded.outcome
    else 'partial'
  end`

const everyFlush = ['epochs', 'seen', 'activities'] as const
/** Whoever has one of these has somebody or something new, and then all of them are named. */
const newKinds = [
  'tokens',
  'subjects',
  'keys',
  'references',
  'links',
  'fieldSets',
  'fieldSetsSeen',
] as const
/** Named by themselves where there are any; tokens that are verified, and bases, come with something new. */
const rareKinds = ['deliveries', 'people', 'verified', 'bases', 'consents', 'hits'] as const
const newOrVerified: readonly Kind[] = [...newKinds, 'verified']

type Kind = keyof typeof flushRows

const texts = new Map<string, string>()

/**
 * The statement of a flush, which names no more tables than the flush has rows for: a part that writes
 * nothing is begun all the same, and fires its triggers. A server prepares a few of them, at most one
 * for each set of kinds.
 */
export function flushStatement(rows: FlushRows): { text: string; params: readonly string[] } {
  const isThere = (kind: Kind): boolean => rows[kind].length > 0
  const kinds: readonly Kind[] = [
    ...everyFlush,
    ...(newOrVerified.some(isThere) ? newKinds : []),
    ...rareKinds.filter(isThere),
  ]
  const name = kinds.join(' ')
  const text = texts.get(name) ?? textOfKinds(kinds)
  texts.set(name, text)
  return { text, params: kinds.flatMap(kind => encodeKind(kind, rows)) }
}

function textOfKinds(kinds: readonly Kind[]): string {
  const first = new Map<Kind, number>()
  let next = 1
  for (const kind of kinds) {
    first.set(kind, next)
    next += flushRows[kind].size
  }
  return textOf(kind => flushRows[kind].from(first.get(kind) ?? 0), kinds)
}

function encodeKind<K extends Kind>(kind: K, rows: FlushRows): readonly string[] {
  const described: ArrayRows<string> = flushRows[kind]
  return described.encode(rows[kind])
}

/**
 * One statement is one transaction and one round trip. Its parts run in the order in which they need
 * each other, which is the order of locks: epochs, keys, tokens, the rest.
 *
 * - An epoch that has moved lets nothing be written. The row is locked, so it cannot move any more
 *   until this statement has committed.
 * - An event is new if all of its keys were taken here, and a repetition if none was. Anything
 *   between, and a repetition that would have brought a new person, ends the statement. So does a
 *   key that another transaction took meanwhile: `on conflict` would say so as well, but writes a
 *   twentieth more of log for every key.
 * - A token that somebody else was faster with, to take or to verify it, ends it too.
 */
function textOf(given: (kind: Kind) => string, kinds: readonly Kind[]): string {
  const hasNew = kinds.includes('tokens')
  return `with
    epoch as materialized (
      select count(*) = (select count(*) from ${given('epochs')}) as held from (
        select from people_epochs e join ${given('epochs')}
          on e.controller_id = given."controllerId" and e.epoch = given.epoch
        order by e.controller_id for share of e
      ) held
    ),
    claimed as (
      insert into seen_keys (controller_id, key, delivery_id, seen_at)
      select "controllerId", key, "deliveryId", "seenAt" from ${given('seen')}
      where (select held from epoch) and not exists (
        select from seen_keys s where s.controller_id = given."controllerId" and s.key = given.key offset 0
      )
      returning controller_id, key
    ),
    lost as materialized (
      select given.* from ${given('seen')}
      where (select held from epoch) and not exists (
        select from claimed c where c.controller_id = given."controllerId" and c.key = given.key
      )
    ),
    ${hasNew ? newPeopleText(given) : ''}
    ${kinds.includes('verified') ? verifiedText(given) : ''}
    ${kinds.includes('bases') ? basesText(given) : ''}
    misfit as materialized (
      select exists (
        select from lost group by item having count(*) <> min(keys) or bool_or(alone)
      ) ${hasNew ? `or ${tokensMisfitText(given('tokens'))}` : ''}
      ${kinds.includes('verified') ? `or (select count(*) from verified) <> ${heldCount(given('verified'))}` : ''} as found
    ),
    kept as (
      insert into processing_activities (controller_id, id, delivery_id, integration_id, platform_delivery_id,
        position, type, meaning, scope, account, occurred_at, received_at, path, verification, event_hash, people,
        subject_id, field_set, fields)
      select "controllerId", id, "deliveryId", "integrationId", "platformDeliveryId",
        position, type, meaning, scope, account, "occurredAt", "receivedAt", path, verification, "eventHash", people,
        "subjectId", "fieldSet", fields
      from ${given('activities')}
      where ${isRecorded}
      returning delivery_id
    )
    ${kinds.includes('people') ? peopleText(given) : ''}
    ${kinds.includes('consents') ? consentsText(given) : ''}
    ${kinds.includes('hits') ? `, ${hitsText(given('hits'), isRecorded)}` : ''}
    ${kinds.includes('deliveries') ? deliveriesText(given) : ''}
    select epoch.held, lost.key, owner.delivery_id as owner,
      case when misfit.found then conduit_not_ordinary() end as misfit
    from epoch cross join misfit left join lost on true
    left join seen_keys owner on owner.controller_id = lost."controllerId" and owner.key = lost.key`
}

/** Somebody was faster, or whom unsigned events speak of has a verified token by now. */
function tokensMisfitText(given: string): string {
  return `(select count(*) from added) <> ${heldCount(given)} or exists (
        select from ${given} cross join lateral (
          select from identifier_tokens t where t.controller_id = given."controllerId"
            and t.subject_id = given."subjectId" and t.is_verified offset 0
        ) mixed
        where not given."isVerified"
      )`
}

/** How many of the rows must have been written. */
function heldCount(given: string): string {
  return `(select count(*) from ${given} where (select held from epoch))`
}

/** They wait for the tokens that are new, so that all take them in one order. */
function verifiedText(given: (kind: Kind) => string): string {
  return `unverified as materialized (
      select given.* from ${given('verified')} join identifier_tokens t
        on t.controller_id = given."controllerId" and t.token = given.token
      where not t.is_verified and (select held from epoch) and (select count(*) from added) >= 0
      order by t.controller_id, t.token for no key update of t
    ),
    verified as (
      update identifier_tokens t set subject_id = u."subjectId", is_verified = true from unverified u
      where t.controller_id = u."controllerId" and t.token = u.token
      returning 1
    ),`
}

function basesText(given: (kind: Kind) => string): string {
  return `bases as (
      insert into email_bases (controller_id, token, subject_id)
      select "controllerId", token, "subjectId" from ${given('bases')}
      where (select held from epoch) and (select count(*) from added) >= 0
      on conflict do nothing
    ),`
}

/** Of rows of events: nothing was lost of theirs, and the people are of the present epoch. */
const isRecorded = '(select held from epoch) and item <> all (array(select item from lost))'

/** A repetition says nothing, nor does whatever was prepared for people of another epoch. */
function consentsText(given: (kind: Kind) => string): string {
  return `, stated as (
      insert into consent_events (controller_id, id, subject_id, integration_id, activity_id, channel, purpose, state,
        said_at, is_time_signed, verification, legal_basis, given_through, method, recorded_at)
      select "controllerId", id, "subjectId", "integrationId", "activityId", channel, purpose, state,
        "saidAt", "isTimeSigned", verification, "legalBasis", "givenThrough", method, "recordedAt"
      from ${given('consents')}
      where ${isRecorded}
    )`
}

function peopleText(given: (kind: Kind) => string): string {
  return `, tied as (
      insert into activity_subjects (controller_id, activity_id, person, subject_id)
      select "controllerId", "activityId", person, "subjectId" from ${given('people')}
      where ${isRecorded}
    )`
}

/** Of each as many events as were kept. */
function deliveriesText(given: (kind: Kind) => string): string {
  return `, delivered as (
      insert into deliveries (controller_id, id, integration_id, platform_delivery_id, received_at, outcome, verification,
        activities, ignored, rejected)
      select given."controllerId", given.id, "integrationId", "platformDeliveryId", "receivedAt", outcome, verification,
        of_delivery.kept, ignored, rejected
      from ${given('deliveries')}
      join (select delivery_id, count(*) as kept from kept group by delivery_id) of_delivery
        on of_delivery.delivery_id = given.id
      order by given."controllerId", given.id
      ${addPiece}
    )`
}

/** Tokens wait for the keys, so that all take them in one order. */
function newPeopleText(given: (kind: Kind) => string): string {
  const isHeld = '(select held from epoch)'
  return `added as (
      insert into identifier_tokens (controller_id, token, kind, key_id, normaliser, subject_id, integration_id, first_seen, is_verified)
      select "controllerId", token, kind, "keyId", normaliser, "subjectId", "integrationId", "firstSeen", "isVerified"
      from ${given('tokens')}
      where ${isHeld} and (select count(*) from lost) >= 0
      on conflict do nothing returning 1
    ),
    subjects as (
      insert into data_subjects (controller_id, id, state, first_seen)
      select "controllerId", id, state, "firstSeen" from ${given('subjects')} where ${isHeld}
    ),
    keys as (
      insert into subject_keys (controller_id, subject_id, wrapped)
      select "controllerId", "subjectId", wrapped from ${given('keys')} where ${isHeld}
    ),
    references_ as (
      insert into platform_refs (controller_id, token, subject_id, integration_id, object, sealed, created_at, is_verified)
      select "controllerId", token, "subjectId", "integrationId", object, sealed, "createdAt", "isVerified"
      from ${given('references')}
      where ${isHeld} and (select count(*) from added) >= 0
      ${verifyReference}
    ),
    field_sets_ as (
      insert into field_sets (controller_id, hash, fields)
      select "controllerId", hash, fields from ${given('fieldSets')}
      where ${isHeld} and (select count(*) from added) >= 0
      on conflict do nothing
    ),
    field_sets_seen as (
      insert into field_set_seen (controller_id, integration_id, event_type, hash, first_at)
      select "controllerId", "integrationId", "eventType", hash, "firstAt" from ${given('fieldSetsSeen')}
      where ${isHeld} and (select count(*) from added) >= 0
      on conflict do nothing
    ),
    links as (
      insert into subject_links (controller_id, subject_a, subject_b, state, evidence, activity_id, created_at)
      select "controllerId", "subjectA", "subjectB", state, evidence, "activityId", "createdAt"
      from ${given('links')}
      where ${isHeld} and (select count(*) from added) >= 0
      ${strengthenLink}
    ),`
}
