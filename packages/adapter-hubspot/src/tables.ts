import { type ConsentStatement, type PiiRow, type Tables, valueAt } from '@conduit/core'

const kinds =
  '0-1 contact,0-2 company,0-3 deal,0-5 ticket,0-7 product,0-8 line_item,0-18 communication,' +
  '0-27 task,0-46 note,0-47 meeting,0-48 call,0-49 email'
const kindOf = new Map(kinds.split(',').map(pair => pair.split(' ') as [unknown, string]))

/** The type of an event by its object's own name: generic ones name the kind by an id. */
export function ownType(data: unknown): string {
  const type = `${valueAt(data, '/subscriptionType')}`
  const kind = kindOf.get(valueAt(data, '/objectTypeId')) ?? 'object'
  return type.replace(/^object\./, `${kind}.`)
}

const states = new Map<unknown, ConsentStatement['state']>([
  ['true', 'withdrawn'],
  ['false', 'granted'],
])

/** What a changed opt-out says: of all marketing e-mail, or of one subscription by its number. */
export function optOutOf(data: unknown): ConsentStatement | null {
  const name = /^hs_email_optout(?:_(\d+))?$/.exec(`${valueAt(data, '/propertyName')}`)
  const state = states.get(valueAt(data, '/propertyValue'))
  if (name === null || state === undefined || ownType(data) !== 'contact.propertyChange')
    return null
  const purpose = name[1] === undefined ? 'marketing' : `subscription ${name[1]}`
  return { channel: 'email', purpose, state }
}

const kinded = { kind: 'contact', reference: 'contact' }
const contactId = { category: 'account_id', identifies: true, ...kinded } as const

/** What the properties of a contact hold; any other one is free text. */
const properties: readonly [string, Omit<PiiRow, 'path'>][] = [
  // `hs_additional_emails` holds several.
  [
    'email,work_email,hs_additional_emails',
    { category: 'email', identifies: true, separator: ';' },
  ],
  ['phone,mobilephone,fax,hs_whatsapp_phone_number', { category: 'phone', identifies: true }],
  ['hs_object_id', contactId],
  ['firstname,lastname,salutation', { category: 'name' }],
  ['address,city,state,zip,country', { category: 'postal_address' }],
  ['date_of_birth', { category: 'date_of_birth' }],
  ['ip_city,ip_country,ip_state,ip_latlon,hs_ip_timezone', { category: 'location' }],
  ['jobtitle,company,job_function,industry,seniority', { category: 'employment' }],
  ['gender,marital_status,military_status,degree,relationship_status', { category: 'demographic' }],
  ['twitterhandle,hs_linkedin_url,linkedinbio,website', { category: 'social_handle' }],
]
const known = properties.flatMap(([names]) => names.split(','))
const harmless = ['hs_email_optout*', 'hs_legal_basis', 'lifecyclestage']

const type = '/subscriptionType'
const kind = '/objectTypeId'
const name = '/propertyName'
/** A sensitive property; its value is not sent. */
const withheld = { '/propertyValue': ['REDACTED'] }
const value = { path: '/propertyValue', unless: withheld }
const freeText = { ...value, category: 'free_text' } as const

/** Rows that count for contacts only, in both forms of events. */
const ofContacts = (rows: readonly PiiRow[]): readonly PiiRow[] =>
  rows.flatMap(row => [
    { ...row, when: { ...row.when, [type]: ['contact.*'] } },
    { ...row, when: { ...row.when, [type]: ['object.*'], [kind]: ['0-1'] } },
  ])

const engagements = 'ticket,communication,note,meeting,call,email'
const generic = 'means what it means of the object’s own kind, by objectTypeId'

/** HubSpot as data. @see https://developers.hubspot.com/docs/api/webhooks */
export const tables: Tables = {
  events: [
    { type: 'contact.{creation,restore}', meaning: 'subject.created' },
    {
      type: 'contact.propertyChange',
      meaning: 'subject.updated',
      note: 'opt-outs: consent',
    },
    { type: 'contact.merge', meaning: 'subject.updated', note: 'several became one' },
    { type: 'contact.deletion', meaning: 'subject.deleted', note: 'moved to the recycle bin' },
    { type: '{contact,conversation}.privacyDeletion', meaning: 'request.erasure' },
    { type: 'deal.*', meaning: 'transaction' },
    { type: `{${engagements}}.*`, meaning: 'communication' },
    { type: 'conversation.{creation,newMessage}', meaning: 'communication' },
    { type: '{company,product,line_item,task}.*', meaning: 'processing' },
    { type: 'object.*', meaning: 'processing', note: generic },
    { type: '*', meaning: 'processing', note: 'everything else' },
  ],
  pii: [
    ...ofContacts([
      { path: '/{objectId,primaryObjectId,newObjectId,fromObjectId}', ...contactId },
      { path: '/mergedObjectIds/*', ...contactId },
      ...properties.map(([names, row]) => ({
        ...value,
        ...row,
        when: { [name]: names.split(',') },
      })),
      { ...freeText, unless: { ...withheld, [name]: [...known, ...harmless] } },
    ]),
    { ...freeText, unless: { ...withheld, [type]: ['contact.*'], [kind]: ['0-1'] } },
    // A user of HubSpot, not the contact.
    {
      path: '/sourceId',
      category: 'account_id',
      when: { '/sourceId': ['userId:*'] },
      person: '/sourceId',
    },
    { path: '/id', ...contactId },
    ...properties.map(([names, row]) => ({ path: `/properties/{${names}}`, ...row })),
  ],
}
