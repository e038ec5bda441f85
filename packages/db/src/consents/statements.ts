import type { DatedStatement, StatementProof } from '@conduit/core/host'
import { arrayRows } from '../database/array-rows.ts'
import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import type { consentEvents } from '../schema/index.ts'
import { mappedPurpose } from './mapped-purpose.ts'

/** One thing that somebody said of consent. */
export interface ConsentStatementNode extends DatedStatement {
  readonly controllerId: string
  readonly subjectId: string
  /** Null: no platform said it, somebody recorded it. */
  readonly integrationId: string | null
  readonly activityId: string | null
  readonly channel: string
  /** The platform's own word; of what somebody recorded, the name that the purpose had. */
  readonly purpose: string
  /** The controller's purpose that it is; null: nothing maps it. */
  readonly purposeId: string | null
  readonly legalBasis: string | null
  readonly givenThrough: string | null
  readonly method: (typeof consentEvents)['$inferSelect']['method']
  readonly actorType: string | null
  readonly actorId: string | null
}

const givenControllers = arrayRows({ controllerId: 'uuid' })
const givenSubjects = arrayRows({ subjectId: 'uuid' })

/** Of what says the same and counts alike, so many of the newest: the one that holds is among them. */
const mostOfKind = 50

// By core's `consentState`: a withdrawal without a time stands behind all, a grant before all.
const time = `case when said_at is not null then least(said_at, recorded_at)
  when state = 'withdrawn' then 'infinity'::timestamptz else '-infinity'::timestamptz end`

const millisecondsOf = (column: string): string =>
  `(extract(epoch from ${column}) * 1000)::bigint::text`

const text = `select e.controller_id::text as "controllerId", e.id::text as id, e.subject_id::text as "subjectId",
    e.integration_id::text as "integrationId", e.activity_id::text as "activityId", e.channel, e.purpose,
    coalesce(e.purpose_id, ${mappedPurpose('e')})::text as "purposeId", e.state,
    ${millisecondsOf('e.said_at')} as "saidAt", e.is_time_signed as "isTimeSigned", e.verification,
    e.legal_basis as "legalBasis", e.given_through as "givenThrough", e.method,
    ${millisecondsOf('e.recorded_at')} as "recordedAt", e.actor_type as "actorType", e.actor_id as "actorId"
  from (
    select *, row_number() over (
      partition by subject_id, integration_id, channel, purpose, purpose_id, state, is_time_signed,
        verification = 'unsigned'
      order by ${time} desc, id desc
    ) as place
    from consent_events
    where controller_id in (select "controllerId" from ${givenControllers.from(1)})
      and subject_id in (select "subjectId" from ${givenSubjects.from(2)})
  ) e
  where e.place <= ${mostOfKind}`

type Row = Omit<ConsentStatementNode, 'saidAt' | 'recordedAt' | 'verification'> & {
  readonly saidAt: string | null
  readonly recordedAt: string
  readonly verification: StatementProof
}

/** What these subjects said, with the purposes of the controller as they are mapped now; in no order. */
export async function statementsOf(
  executor: Executor,
  controllerIds: readonly string[],
  subjectIds: readonly string[],
): Promise<readonly ConsentStatementNode[]> {
  if (controllerIds.length === 0 || subjectIds.length === 0) return []
  const rows = await statement<Row>(executor, text, [
    ...givenControllers.encode(controllerIds.map(controllerId => ({ controllerId }))),
    ...givenSubjects.encode(subjectIds.map(subjectId => ({ subjectId }))),
  ])
  return rows.map(row => ({
    ...row,
    saidAt: row.saidAt === null ? null : new Date(Number(row.saidAt)),
    recordedAt: new Date(Number(row.recordedAt)),
  }))
}
