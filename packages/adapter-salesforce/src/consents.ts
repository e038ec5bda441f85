import type { ConsentStatement } from '@conduit/core'
import { foldName, textOf, valueAt } from '@conduit/core'
import { consents as consentObjects, people } from './objects.ts'
import { peopleIn } from './people-in.ts'
import { flagOf, type SalesforceRecord } from './record.ts'

type State = ConsentStatement['state']

/** Flags by which somebody refuses a channel, or what is done with their data; names are folded. */
const optOut =
  /^(?:person)?(?:has)?(?:opt(?:ed)?out(?:of)?|donot)(\w+)$|^(?:person)?(\w+?)opt(?:ed)?out$/
/** Packages put their own name before a field's, and what people add has an ending. */
const packageName = /^[A-Za-z]\w{0,14}?__(?=\w+__p?c$)/
const ending = /__p?c$/
/** Flags of a channel; the others say what for. */
const channels: ReadonlyMap<string, string> = new Map([
  ['email', 'email'],
  ['fax', 'fax'],
  ['call', 'phone'],
  ['phone', 'phone'],
  ['mobile', 'sms'],
  ['sms', 'sms'],
  ['text', 'sms'],
  ['mail', 'post'],
  ['whatsapp', 'whatsapp'],
])
const purposesOfFlags: ReadonlySet<string> = new Set([
  ...['processing', 'profiling', 'solicit', 'tracking', 'geotracking', 'contact', 'marketing'],
])

/**
 * What the opt-out flags of a person's record say, of each whom it is about.
 * @param changed names of fields that changed; absent: a snapshot, which shows only what is refused
 */
export function flagsIn(
  data: SalesforceRecord,
  changed: readonly unknown[] | undefined,
): readonly ConsentStatement[] {
  if (!people.includes(data['@type'])) return []
  const named = peopleIn(data)
  const names = new Set(changed)
  const isSaid = (name: string) => changed === undefined || names.has(name)
  // Of all records at once nobody knows whose they are: such a change is set aside.
  const whose = named.length > 0 ? named : ['']
  const statements: ConsentStatement[] = []
  for (const name of Object.keys(data)) {
    const state = stateOfFlag(data[name], changed !== undefined)
    // Most fields are no flags, which is seen sooner than what their names say.
    const refused = state === null || !isSaid(name) ? null : refusedBy(name)
    if (refused === null || state === null) continue
    for (const person of whose) statements.push({ person, ...refused, state })
  }
  return statements
}

/**
 * What a flag refuses, a standard one or one that a package or somebody added:
 * `et4ae5__HasOptedOutOfMobile__c`, `npsp__Do_Not_Contact__c`, `SMS_Opt_Out__c`. Null: it is none.
 */
function refusedBy(name: string): Pick<ConsentStatement, 'channel' | 'purpose'> | null {
  const plain = foldName(name.replace(packageName, '').replace(ending, ''))
  const [, behind, before] = optOut.exec(plain) ?? []
  const flag = behind ?? before ?? ''
  const channel = channels.get(flag)
  if (channel !== undefined) return { channel, purpose: 'marketing' }
  return purposesOfFlags.has(flag) ? { channel: 'any', purpose: flag } : null
}

/** A flag that is set refuses; that it is not set says something only where it changed. */
function stateOfFlag(value: unknown, isChange: boolean): State | null {
  const flag = flagOf(value)
  if (flag === true) return 'withdrawn'
  return isChange && flag === false ? 'granted' : null
}

/** Words of consent objects, whatever they are called. What was only shown says nothing. */
const states: ReadonlyMap<string, State> = new Map([
  ['OptIn', 'granted'],
  ['OptOut', 'withdrawn'],
  ['Agreed', 'granted'],
  ['Signed', 'granted'],
  ['Rejected', 'withdrawn'],
  ['ExplicitlyOptedIn', 'granted'],
  ['ExplicitOptIn', 'granted'],
  ['DoubleOptIn', 'granted'],
  ['DoubleOptedIn', 'granted'],
  ['ImplicitlyOptedIn', 'granted'],
  ['ImplicitOptIn', 'granted'],
  ['OptedOut', 'withdrawn'],
])
/** What says whose a consent is. */
const givers = ['/PartyId', '/ConsentGiverId', '/ContactPointId', '/ContactId', '/LeadId']
const person = /^(?:003|00Q|0PK|005)[A-Za-z0-9]{12,15}$/
const purposes = [
  '/DataUsePurposeId',
  '/CommSubscriptionChannelTypeId',
  '/AuthorizationFormTextId',
  '/Action',
]
const words: ReadonlyMap<string, string> = new Map([
  ['Email', 'email'],
  ['Phone', 'phone'],
  ['MailingAddress', 'post'],
  ['Text', 'sms'],
  ['WhatsApp', 'whatsapp'],
])
const plainWord = /^\w{1,64}$/

/**
 * What a record says that is a consent itself: by `PrivacyConsentStatus`, or the like of it. Null: it
 * says nothing, or does not name whose it is, as changes of a record alone do not.
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contactpointtypeconsent.htm
 */
export function statementOf(data: SalesforceRecord): ConsentStatement | null {
  const type = data['@type']
  const isEndUser = type === 'MessagingEndUser'
  if (!isEndUser && !consentObjects.includes(type)) return null
  const word = data.PrivacyConsentStatus ?? data.MessagingConsentStatus ?? data.Status
  const state = states.get(textOf(word) ?? '')
  const isNamed = isEndUser || givers.some(path => person.test(textOf(valueAt(data, path)) ?? ''))
  if (state === undefined || !isNamed) return null
  const given = wordAt(data, '/CaptureContactPointType') ?? wordAt(data, '/CaptureSource')
  const channel = wordAt(data, isEndUser ? '/MessageType' : '/ContactPointType')
  const purpose = purposes.map(path => wordAt(data, path)).find(each => each !== null)
  return {
    person: '',
    channel: channel === null ? 'any' : (words.get(channel) ?? channel.toLowerCase()),
    purpose: purpose ?? (isEndUser ? 'messaging' : 'any'),
    state,
    ...(given !== null && { givenThrough: given }),
  }
}

/** A word or an id of Salesforce; never what people wrote. */
function wordAt(data: SalesforceRecord, path: string): string | null {
  const text = textOf(valueAt(data, path)) ?? ''
  return plainWord.test(text) ? text : null
}
