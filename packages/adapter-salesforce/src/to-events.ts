import type { ConsentStatement, PlatformEvent } from '@conduit/core'
import { isoTime, meanings, textOf, valueAt } from '@conduit/core'
import { peopleIn } from './people-in.ts'
import { people, tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/** One record of a delivery, and what its transport says about it. */
export interface Occurrence
  extends Pick<PlatformEvent, 'type' | 'occurredAt' | 'isTimeSigned' | 'path' | 'wants'> {
  readonly id: string
  readonly data: SalesforceRecord
  /** What became of the record, where the transport says so. */
  readonly verb?: string
  /** Names of fields that changed; absent: a snapshot, which shows only what is refused. */
  readonly changed?: readonly unknown[]
}
/** A record with all its members, so that pointers into it hold, marked for the tables. */
export type SalesforceRecord = Readonly<Record<string, unknown>> & { readonly '@type': string }

const onlyPeople = ['/LastName', '/FirstName', '/PersonEmail', '/Name/LastName', '/Name/FirstName']
const countries = ['', 'Mailing', 'PersonMailing'].flatMap(place =>
  ['', 'Address/'].map(between => `/${place}${between}CountryCode`),
)
/** Flags by which somebody refuses a channel, or what is done with their data. */
const optOut =
  /^(?:Person)?(?:HasOptedOut(?:Of)?|DoNot)(Email|Fax|Call|Processing|Profiling|Solicit|Tracking|GeoTracking)$/
/** Flags of a channel; the others say what for. */
const channels: ReadonlyMap<string, string> = new Map([
  ['Email', 'email'],
  ['Fax', 'fax'],
  ['Call', 'phone'],
])

/** An account is a company, unless it says otherwise or has what only people have. */
export function markRecord(part: object, object: string): SalesforceRecord {
  const said = flagOf(valueAt(part, '/IsPersonAccount'))
  const isPerson = onlyPeople.some(path => Boolean(valueAt(part, path))) && said !== false
  const type = object === 'Account' && (isPerson || said === true) ? 'PersonAccount' : object
  const country = countries.map(path => valueAt(part, path)).find(code => typeof code === 'string')
  const isCode = /^[A-Z]{2}$/.test(textOf(country) ?? '')
  // Both marks are set: a sender's own members of these names must not pass for them.
  return { ...part, '@type': type, '@country': isCode ? country : null }
}

/** The event of a record, and one more for each way in which it speaks of consent. */
export function toEvents(occurrence: Occurrence): readonly PlatformEvent[] {
  const { verb, changed, ...event } = occurrence
  const statements = people.includes(event.data['@type']) ? consentsIn(event.data, changed) : []
  const withdrawn = statements.filter(({ state }) => state === 'withdrawn')
  const granted = statements.filter(({ state }) => state === 'granted')
  const id = `${event.id}#consent`
  const events: PlatformEvent[] = [{ ...event, meaning: meaningFor(occurrence) }]
  if (withdrawn.length > 0) {
    events.push({ ...event, meaning: 'consent.withdrawn', id, consents: withdrawn })
  }
  if (granted.length > 0) {
    const ownId = withdrawn.length > 0 ? `${id}-granted` : id
    events.push({ ...event, meaning: 'consent.granted', id: ownId, consents: granted })
  }
  return events
}

/** What the flags of a record say, of each whom it is about. */
function consentsIn(
  data: SalesforceRecord,
  changed: Occurrence['changed'],
): readonly ConsentStatement[] {
  const named = peopleIn(data)
  const names = new Set(changed)
  const isSaid = (name: string) => changed === undefined || names.has(name)
  // Of all records at once nobody knows whose they are: such a change is set aside.
  const whose = named.length > 0 ? named : ['']
  return Object.entries(data).flatMap(([name, value]) => {
    const [, flag] = optOut.exec(name) ?? []
    const state = stateOf(value, changed !== undefined)
    if (flag === undefined || state === null || !isSaid(name)) return []
    const channel = channels.get(flag)
    const purpose = channel === undefined ? flag.toLowerCase() : 'marketing'
    return whose.map(person => ({ person, channel: channel ?? 'any', purpose, state }))
  })
}

/** A flag that is set refuses; that it is not set says something only where it changed. */
function stateOf(value: unknown, isChange: boolean): ConsentStatement['state'] | null {
  const flag = flagOf(value)
  if (flag === true) return 'withdrawn'
  return isChange && flag === false ? 'granted' : null
}

/** JSON has true and false, XML their names. */
function flagOf(value: unknown): boolean | null {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : null
}

function meaningFor({ type, data, verb }: Occurrence): PlatformEvent['meaning'] {
  const object = data['@type']
  if (verb?.startsWith('GAP_') || object === 'Account') return 'processing'
  const isAsking = object === 'Individual' && !/^delete/i.test(verb ?? '')
  if (isAsking && flagOf(data.ShouldForget) === true) return 'request.erasure'
  if (isAsking && flagOf(data.SendIndividualData) === true) return 'request.access'
  const isDated = verb === undefined && people.includes(object) && object !== 'Individual'
  if (!isDated) return meaningOf(type)
  // An outbound message does not say what happened; only its dates tell.
  const [created, modified] = [isoTime(data.CreatedDate), isoTime(data.LastModifiedDate)]
  if (created === null || modified === null) return 'processing'
  return modified > created ? 'subject.updated' : 'subject.created'
}
