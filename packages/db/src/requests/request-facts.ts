import { termOf } from '@conduit/privacy/clock'
import type { dataSubjectRequests } from '../schema/index.ts'
import type { RequestFacts } from './request-state.ts'

type Row = (typeof dataSubjectRequests)['$inferSelect']

/** What beside its state decides on what can be done to a request. */
export function factsOf(row: Row, at: Date): RequestFacts {
  const { regulation, type, rule, acknowledgedAt, extendedAt, dueAt, stage } = row
  const terms = (rule.laws ?? [regulation]).map(law => termOf(law, type))
  return {
    isAcknowledged: acknowledgedAt !== null,
    isExtended: extendedAt !== null,
    isExtendable: terms.every(({ extended }) => extended !== null),
    isOverdue: stage !== 'on_hold' && dueAt < at,
    isStoppable: terms.every(({ stopsForIdentity }) => stopsForIdentity),
  }
}
