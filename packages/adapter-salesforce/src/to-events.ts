import type { ConsentStatement, PlatformEvent } from '@conduit/core'
import { isoTime, meanings } from '@conduit/core'
import { flagsIn, statementOf } from './consents.ts'
import { people } from './objects.ts'
import { flagOf, type SalesforceRecord } from './record.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/** One record of a delivery, and what its transport says about it. */
export interface Occurrence
  extends Pick<PlatformEvent, 'type' | 'occurredAt' | 'isTimeSigned' | 'path' | 'wants'> {
  /** Null: the transport says nothing by which it could be known again. */
  readonly id: string | null
  readonly data: SalesforceRecord
  /** What became of the record, where the transport says so. */
  readonly verb?: string
  /** Names of fields that changed; absent: a snapshot, which shows only what is refused. */
  readonly changed?: readonly unknown[]
}

/** The event of a record, and one more for each way in which a person's speaks of consent. */
export function toEvents(occurrence: Occurrence): readonly PlatformEvent[] {
  const { verb, changed, ...event } = occurrence
  const own = isGone(verb) ? null : statementOf(event.data)
  if (own !== null) {
    return [{ ...event, meaning: `consent.${own.state}`, consents: [own] }]
  }
  const statements = flagsIn(event.data, changed)
  const withdrawn = statements.filter(({ state }) => state === 'withdrawn')
  const granted = statements.filter(({ state }) => state === 'granted')
  const id = event.id === null ? null : `${event.id}#consent`
  const events: PlatformEvent[] = [{ ...event, meaning: meaningFor(occurrence) }]
  if (withdrawn.length > 0) events.push(consentEvent(event, id, withdrawn))
  if (granted.length > 0) {
    events.push(
      consentEvent(event, withdrawn.length > 0 && id !== null ? `${id}-granted` : id, granted),
    )
  }
  return events
}

function consentEvent(
  event: Omit<PlatformEvent, 'meaning' | 'consents'>,
  id: string | null,
  consents: readonly ConsentStatement[],
): PlatformEvent {
  return { ...event, meaning: `consent.${consents[0]?.state ?? 'withdrawn'}`, id, consents }
}

/** A record that was deleted, or of which nothing is known but that it changed, states nothing. */
function isGone(verb: string | undefined): boolean {
  return /^(?:delete|GAP_)/i.test(verb ?? '')
}

function meaningFor({ type, data, verb }: Occurrence): PlatformEvent['meaning'] {
  const object = data['@type']
  if (verb?.startsWith('GAP_') || object === 'Account') return 'processing'
  const isAsking = object === 'Individual' && !isGone(verb)
  if (isAsking && flagOf(data.ShouldForget) === true) return 'request.erasure'
  if (isAsking && flagOf(data.SendIndividualData) === true) return 'request.access'
  const isDated = verb === undefined && people.includes(object) && object !== 'Individual'
  if (!isDated) return meaningOf(type)
  // An outbound message does not say what happened; only its dates tell.
  const [created, modified] = [isoTime(data.CreatedDate), isoTime(data.LastModifiedDate)]
  if (created === null || modified === null) return 'processing'
  return modified > created ? 'subject.updated' : 'subject.created'
}
