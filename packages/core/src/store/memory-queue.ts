import { decide } from './decide.ts'
import type { MemoryActivity } from './memory-people.ts'
import { saveMemoryState } from './memory-sessions.ts'
import { keepDelivery, knownOf, type MemoryTables } from './memory-tables.ts'
import type { Completion, FetchedRecord, FetchQueue, WaitingRow } from './queue.ts'
import { recordedRequests } from './recorded-request.ts'
import type { DeliveryRecord, IntegrationRef } from './store.ts'
import { isNobodyLeft } from './suppressed.ts'

/** What waits to be read, in a `memoryStore`. */
export function memoryQueue(tables: MemoryTables): FetchQueue {
  return {
    waiting: async integration => ({
      rows: tables.activities
        .filter(activity => isOf(integration, refOfActivity(activity)))
        .flatMap(waitingRow),
      catchUps: [...tables.catchUps].flatMap(([id, ref]) => (isOf(integration, ref) ? [id] : [])),
    }),
    settle: async (integration, ids, state) => {
      for (const id of ids) {
        const catchUp = tables.catchUps.get(id)
        if (catchUp !== undefined && isOf(integration, catchUp)) tables.catchUps.delete(id)
        replace(tables, id, activity =>
          isOf(integration, refOfActivity(activity))
            ? { ...activity, fetch: state, want: null }
            : activity,
        )
      }
    },
    recordFetched: async input => {
      const { receivedAt } = input.delivery
      const completed = input.completes.filter(each => complete(tables, each, receivedAt)).length
      const recorded = recordNew(tables, input)
      const { controller, integrationId: id } = input.delivery
      if (input.state !== null) {
        saveMemoryState(tables, { controllerId: controller.id, id }, input.state)
      }
      return { recorded: recorded + completed }
    },
    report: async ({ id }, report) => {
      tables.reports.push(report)
      tables.lastReports.set(id, report)
    },
    lastReport: async ({ id }) => tables.lastReports.get(id) ?? null,
  }
}

function isOf(integration: IntegrationRef, { controllerId, id }: IntegrationRef): boolean {
  return integration.controllerId === controllerId && integration.id === id
}

function refOfActivity({ controller, integrationId: id }: MemoryActivity): IntegrationRef {
  return { controllerId: controller.id, id }
}

function recordNew(tables: MemoryTables, { delivery, activities }: FetchedRecord): number {
  const rest = { keys: [], ignored: 0, catchUp: false, quarantine: null }
  const whole: DeliveryRecord = { ...delivery, ...rest, activities }
  const { decisions, owners } = decide([whole], knownOf(tables, [whole]))
  for (const [key, owner] of owners) tables.seen.set(key, owner)
  const fresh = decisions.flatMap(decision => decision.activities)
  if (fresh.length === 0) return 0
  keepDelivery(tables, { ...whole, activities: fresh }, fresh)
  return fresh.length
}

/** Completes an activity, if it still waits. */
function complete(tables: MemoryTables, completion: Completion, seenAt: Date): boolean {
  return replace(tables, completion.activityId, activity => {
    const { meaning, occurredAt, fields, people, requests } = completion
    const { controller, integrationId, id: activityId } = activity
    const verification = 'fetched' as const
    const origin = { controller, integrationId, activityId, verification, seenAt }
    const found = tables.people.remember(origin, people)
    const speaking = { id: activityId, verification, meaning, occurredAt, people }
    const came = { controller, integrationId, receivedAt: seenAt }
    const suppressed = tables.suppressions.among(came, [speaking])
    tables.suppressions.count(came, [speaking])
    const integrationRef = { controllerId: controller.id, id: integrationId }
    tables.requests.push(...recordedRequests(integrationRef, activityId, requests))
    const fetched = fields
      .filter(({ person }) => person === null || suppressed.get(activityId)?.has(person) !== true)
      .map(field => ({ ...field, source: 'fetched' as const }))
    const isNobodys = activity.subjects.length === 0 && isNobodyLeft(speaking, suppressed)
    return {
      ...activity,
      meaning,
      occurredAt,
      ...(isNobodys && { eventHash: null }),
      fields: isNobodys ? [] : [...activity.fields, ...fetched],
      subjects: [...activity.subjects, ...found],
      fetch: 'done' as const,
      want: null,
    }
  })
}

function replace(
  { activities, places }: MemoryTables,
  id: string,
  change: (activity: MemoryActivity) => MemoryActivity,
): boolean {
  const index = places.activities.get(id) ?? -1
  const activity = activities[index]
  if (activity?.fetch !== 'waiting') return false
  activities[index] = change(activity)
  return true
}

function waitingRow({ id, want, fetch, ...event }: MemoryActivity): readonly WaitingRow[] {
  if (want === null || fetch !== 'waiting') return []
  const { type, meaning, scope, account, occurredAt, path } = event
  return [{ activityId: id, ...want, event: { type, meaning, scope, account, occurredAt, path } }]
}
