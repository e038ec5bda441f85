import type { ConsentStatement, PlatformEvent } from '@conduit/core'
import { isoTime, meaningOf, valueAt } from '@conduit/core'
import { people, tables } from './tables.ts'

/** One record of a delivery, and what its transport says about it. */
export interface Occurrence extends Pick<PlatformEvent, 'type' | 'occurredAt' | 'path' | 'wants'> {
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
const optOut =
  /^(?:Person)?(?:HasOptedOut(?:Of)?|DoNot)(Email|Fax|Call|Processing|Profiling|Solicit|Tracking|GeoTracking)$/

/** An account is a company, unless it says otherwise or has what only people have. */
export function markRecord(part: object, object: string): SalesforceRecord {
  const said = String(valueAt(part, '/IsPersonAccount'))
  const isPerson = onlyPeople.some(path => Boolean(valueAt(part, path))) && said !== 'false'
  const type = object === 'Account' && (isPerson || said === 'true') ? 'PersonAccount' : object
  const country = countries.map(path => valueAt(part, path)).find(code => typeof code === 'string')
  const isCode = /^[A-Z]{2}$/.test(String(country))
  // All marks are set: a sender's own members of these names must not pass for them.
  return { ...part, '@type': type, '@country': isCode ? country : null, '@consents': null }
}

/** The event of a record, and one more for each way in which it speaks of consent. */
export function toEvents(occurrence: Occurrence): readonly PlatformEvent[] {
  const { verb, changed, ...event } = occurrence
  const statements = people.includes(event.data['@type']) ? consentsOf(event.data, changed) : []
  const consents = (['withdrawn', 'granted'] as const).flatMap(state => {
    const own = statements.filter(each => each.state === state)
    const meaning = `consent.${state}` as const
    return own.length > 0 ? [{ meaning, data: { ...event.data, '@consents': own } }] : []
  })
  const id = (index: number) => `${event.id}#consent${index === 0 ? '' : '-granted'}`
  const extra = consents.map((consent, index) => ({ ...event, ...consent, id: id(index) }))
  return [{ ...event, meaning: meaningFor(occurrence) }, ...extra]
}

function consentsOf(data: SalesforceRecord, changed: Occurrence['changed']): ConsentStatement[] {
  return Object.entries(data).flatMap(([name, value]): ConsentStatement[] => {
    const what = optOut.exec(name)?.[1]?.toLowerCase()
    if (what === undefined || changed?.includes(name) === false) return []
    const isChannel = ['email', 'fax', 'call'].includes(what)
    const of = { channel: isChannel ? what : 'any', purpose: isChannel ? 'marketing' : what }
    if (String(value) === 'true') return [{ ...of, state: 'withdrawn' }]
    return changed && String(value) === 'false' ? [{ ...of, state: 'granted' }] : []
  })
}

function meaningFor({ type, data, verb }: Occurrence): PlatformEvent['meaning'] {
  const object = data['@type']
  if (verb?.startsWith('GAP_') || object === 'Account') return 'processing'
  const isAsking = object === 'Individual' && !/^delete/i.test(verb ?? '')
  if (isAsking && String(data.ShouldForget) === 'true') return 'request.erasure'
  if (isAsking && String(data.SendIndividualData) === 'true') return 'request.access'
  const isDated = verb === undefined && people.includes(object) && object !== 'Individual'
  if (!isDated) return meaningOf(tables.events, type)
  // An outbound message does not say what happened; only its dates tell.
  const [created, modified] = [isoTime(data.CreatedDate), isoTime(data.LastModifiedDate)]
  if (created === null || modified === null) return 'processing'
  return modified > created ? 'subject.updated' : 'subject.created'
}
