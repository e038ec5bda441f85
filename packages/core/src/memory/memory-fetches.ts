import type { JsonObject } from '../delivery.ts'
import type {
  Completion,
  ConnectionRef,
  FetchedRecord,
  FetchReport,
  FetchStore,
  WaitingRow,
} from '../fetch-store.ts'
import type { Token } from '../platform/platform.ts'
import type { DeliveryRecord, StoredConnection } from '../store.ts'
import {
  type MemoryActivity,
  type MemorySubject,
  newActivity,
  rememberPeople,
  withoutPlaintext,
} from './memory-people.ts'

/** What the two halves of a `memoryStore` share. */
export interface FetchSide {
  /** Replaced one by one when their state changes. */
  readonly connections: StoredConnection[]
  readonly deliveries: DeliveryRecord[]
  readonly activities: MemoryActivity[]
  readonly subjects: MemorySubject[]
  /** Repetition key → delivery that had it first. */
  readonly seen: Map<string, string>
}

/** The fetching half of `memoryStore`. */
export function memoryFetches(
  side: FetchSide,
): FetchStore & { readonly reports: readonly FetchReport[] } {
  const leases = new Map<string, string>()
  const tokens = new Map<string, Token>()
  const settledCatchUps = new Set<string>()
  const reports: FetchReport[] = []

  return {
    reports,
    acquire: async ({ connectionId }, holder) => {
      const current = leases.get(connectionId)
      if (current !== undefined && current !== holder) return false
      leases.set(connectionId, holder)
      return true
    },
    release: async ({ connectionId }, holder) => {
      if (leases.get(connectionId) === holder) leases.delete(connectionId)
    },
    waiting: async ({ connectionId }) => ({
      rows: side.activities
        .filter(activity => activity.connectionId === connectionId && activity.fetch === 'waiting')
        .flatMap(waitingRow),
      catchUps: side.deliveries
        .filter(delivery => delivery.connectionId === connectionId && delivery.catchUp)
        .map(delivery => delivery.id)
        .filter(id => !settledCatchUps.has(id)),
      state: side.connections.find(({ id }) => id === connectionId)?.state ?? {},
    }),
    settle: async (_connection, ids, state) => {
      for (const id of ids) {
        settledCatchUps.add(id)
        replace(side, id, activity => ({ ...activity, fetch: state, want: null }))
      }
    },
    recordFetched: async input => {
      const completed = input.completes.filter(each => complete(side, each)).length
      const recorded = recordNew(side, input)
      if (input.state !== null) keepState(side, input.delivery.connectionId, input.state)
      return { recorded: recorded + completed }
    },
    report: async (_connection, report) => {
      reports.push(report)
    },
    token: async ({ connectionId }: ConnectionRef) => tokens.get(connectionId) ?? null,
    saveToken: async ({ connectionId }, token) => {
      if (token === null) tokens.delete(connectionId)
      else tokens.set(connectionId, token)
    },
    saveState: async ({ connectionId }, state) => {
      keepState(side, connectionId, state)
    },
  }
}

function keepState({ connections }: FetchSide, connectionId: string, state: JsonObject): void {
  const index = connections.findIndex(({ id }) => id === connectionId)
  const connection = connections[index]
  if (connection !== undefined) connections[index] = { ...connection, state }
}

function recordNew(side: FetchSide, { delivery, activities }: FetchedRecord): number {
  const fresh = activities.filter(activity => {
    const keys = activity.keys.map(key => Buffer.from(key).toString('base64'))
    const isKnown = keys.some(key => side.seen.has(key))
    for (const key of keys) if (!side.seen.has(key)) side.seen.set(key, delivery.id)
    return !isKnown
  })
  if (fresh.length > 0 && !side.deliveries.some(each => each.id === delivery.id)) {
    const rest = { keys: [], ignored: 0, catchUp: false, quarantine: null }
    side.deliveries.push({ ...delivery, ...rest, activities: withoutPlaintext(fresh) })
  }
  for (const activity of fresh) {
    const made = newActivity(delivery, activity)
    rememberPeople(side.subjects, made, activity.people)
    side.activities.push(made)
  }
  return fresh.length
}

/** Completes an activity, if it still waits. */
function complete(side: FetchSide, completion: Completion): boolean {
  return replace(side, completion.activityId, activity => {
    const { meaning, occurredAt, fields, people } = completion
    const subjects = [...activity.subjects]
    rememberPeople(side.subjects, { subjects }, people)
    const fetched = fields.map(field => ({ ...field, source: 'fetched' as const }))
    return {
      ...activity,
      meaning,
      occurredAt,
      fields: [...activity.fields, ...fetched],
      subjects,
      fetch: 'done' as const,
      want: null,
    }
  })
}

function replace(
  side: FetchSide,
  id: string,
  change: (activity: MemoryActivity) => MemoryActivity,
): boolean {
  const index = side.activities.findIndex(
    activity => activity.id === id && activity.fetch === 'waiting',
  )
  const activity = side.activities[index]
  if (activity !== undefined) side.activities[index] = change(activity)
  return activity !== undefined
}

function waitingRow({ id, want, ...event }: MemoryActivity): readonly WaitingRow[] {
  if (want === null) return []
  const { type, meaning, scope, account, occurredAt, path } = event
  return [{ activityId: id, ...want, event: { type, meaning, scope, account, occurredAt, path } }]
}
