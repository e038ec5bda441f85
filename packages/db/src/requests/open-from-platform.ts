import type { IntegrationRef, PersonRecord, RequestRecord } from '@conduit/core/host'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { Executor } from '../database/database.ts'
import { grouped } from '../lists/grouped.ts'
import { controllerClock } from './controller-clock.ts'
import { type NewRequest, openRequests } from './open-requests.ts'
import { ownErasure } from './own-erasures.ts'

/** What people ask by one new event of an integration. */
export interface AskedByEvent {
  readonly integration: IntegrationRef
  readonly activityId: string
  readonly scope: 'person' | 'account'
  readonly receivedAt: Date
  readonly requests: readonly RequestRecord[]
  /** The people that its requests speak of, by their index. */
  readonly people: readonly PersonRecord[]
  /** Place of the first of them among all people of the activity. */
  readonly firstPerson: number
  /** Who the person at this place of the activity is; null: nobody. */
  readonly subjectOf: (person: number) => string | null
}

/** Opens what people ask through platforms, in the transaction that records the events. */
export async function openFromPlatform(
  executor: Executor,
  at: Date,
  asked: readonly AskedByEvent[],
): Promise<void> {
  const byIntegration = grouped(asked, ({ integration: { id } }) => id)
  for (const [id, events] of byIntegration) {
    const controllerId = events[0]?.integration.controllerId ?? ''
    const actor = { type: 'platform', id }
    const clock = await controllerClock(executor, controllerId)
    const requests = await withoutEchoes(executor, actor, at, events)
    const opened = await openRequests(executor, actor, at, controllerId, clock, requests)
    if (opened.length === 0) continue
    await writeAudit(executor, {
      ...{ at, controllerId, actor, action: 'data_subject_request.created' },
      objectType: 'data_subject_request',
      objectId: opened.length === 1 ? (opened[0] ?? null) : null,
      details: { integrationId: id, count: opened.length },
    })
  }
}

/**
 * What they ask, but for what a platform says because we have erased there. An echo is counted in the audit log:
 * by an entry of that erasure.
 */
async function withoutEchoes(
  executor: Executor,
  actor: Actor,
  at: Date,
  events: readonly AskedByEvent[],
): Promise<readonly NewRequest[]> {
  const left: NewRequest[] = []
  for (const event of events) {
    const { integration, people, receivedAt } = event
    const { controllerId, id: integrationId } = integration
    for (const [place, request] of requestsOf(event).entries()) {
      const index = event.requests[place]?.person ?? null
      const references = index === null ? [] : (people[index]?.references ?? [])
      const told = { controllerId, integrationId, at: receivedAt, tokens: request.tokens }
      const hashes = references.map(({ token }) => token)
      const echoed =
        request.type === 'erasure'
          ? await ownErasure(executor, { ...told, references: hashes })
          : null
      if (echoed === null) left.push(request)
      else
        await writeAudit(executor, {
          ...{ at, controllerId, actor, action: 'redaction.echoed' },
          ...{ objectType: 'redaction', objectId: echoed, details: { integrationId } },
        })
    }
  }
  return left
}

function requestsOf(asked: AskedByEvent): readonly NewRequest[] {
  const { integration, activityId, scope, receivedAt, people, firstPerson, subjectOf } = asked
  return asked.requests.map(({ type, person: index, ...sealed }): NewRequest => {
    const person = index === null ? null : firstPerson + index
    const tokens = index === null ? [] : (people[index]?.tokens ?? [])
    return {
      ...{ sealed, type, channel: 'platform', scope, receivedAt },
      tokens: tokens.flatMap(({ hash, older }) => [hash, ...older]),
      subjectId: person === null ? null : subjectOf(person),
      origin: { integrationId: integration.id, activityId, person },
    }
  })
}
