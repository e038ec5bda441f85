import {
  accountId,
  type ConsentStatement,
  email,
  type PiiRow,
  phone,
  type Tables,
  textOf,
  textOrNull,
  valueAt,
} from '@conduit/core'

/** Kinds of objects by the ids that generic events name them by. */
const kindOf = new Map<unknown, string>([
  ['0-1', 'contact'],
  ['0-2', 'company'],
  ['0-3', 'deal'],
  ['0-5', 'ticket'],
  ['0-7', 'product'],
  ['0-8', 'line_item'],
  ['0-18', 'communication'],
  ['0-27', 'task'],
  ['0-46', 'note'],
  ['0-47', 'meeting'],
  ['0-48', 'call'],
  ['0-49', 'email'],
])

/** The type of an event by its object's own name: generic ones name the kind by an id. */
export function ownType(data: unknown): string {
  const type = textOf(valueAt(data, '/subscriptionType')) ?? ''
  const kind = kindOf.get(valueAt(data, '/objectTypeId')) ?? 'object'
  return type.replace(/^object\./, `${kind}.`)
}

/** A row without its place. */
type PropertyRow = PiiRow extends infer Row
  ? Row extends PiiRow
    ? Omit<Row, 'path'>
    : never
  : never

const states = new Map<unknown, ConsentStatement['state']>([
  ['true', 'withdrawn'],
  ['false', 'granted'],
])

/** What a changed opt-out says: of all marketing e-mail, or of one subscription by its number. */
export function optOutOf(data: unknown): ConsentStatement | null {
  const name = /^hs_email_optout(?:_(\d+))?$/.exec(textOf(valueAt(data, '/propertyName')) ?? '')
  const state = states.get(valueAt(data, '/propertyValue'))
  if (name === null || state === undefined || ownType(data) !== 'contact.propertyChange')
    return null
  const purpose = name[1] === undefined ? 'marketing' : `subscription ${name[1]}`
  const source = textOrNull(data, '/changeSource') ?? ''
  const isWord = /^[A-Z][A-Z_]{0,63}$/.test(source)
  return {
    person: '',
    channel: 'email',
    purpose,
    state,
    ...(isWord && { givenThrough: source }),
  }
}

const contactId = accountId({ kind: 'contact', object: 'contact' })

/** What the properties of a contact hold; any other one is free text. */
const properties: readonly { readonly names: readonly string[]; readonly row: PropertyRow }[] = [
  {
    names: ['email', 'work_email', 'hs_additional_emails'],
    // `hs_additional_emails` holds several.
    row: { ...email(), read: { split: ';' } },
  },
  { names: ['phone', 'mobilephone', 'fax', 'hs_whatsapp_phone_number'], row: phone() },
  { names: ['hs_object_id'], row: contactId },
  { names: ['firstname', 'lastname', 'salutation'], row: { category: 'name' } },
  { names: ['address', 'city', 'state', 'zip', 'country'], row: { category: 'postal_address' } },
  { names: ['date_of_birth'], row: { category: 'date_of_birth' } },
  {
    names: ['ip_city', 'ip_country', 'ip_state', 'ip_latlon', 'hs_ip_timezone'],
    row: { category: 'location' },
  },
  {
    names: ['jobtitle', 'company', 'job_function', 'industry', 'seniority'],
    row: { category: 'employment' },
  },
  {
    names: ['gender', 'marital_status', 'military_status', 'degree', 'relationship_status'],
    row: { category: 'demographic' },
  },
  {
    names: ['twitterhandle', 'hs_linkedin_url', 'linkedinbio', 'website'],
    row: { category: 'social_handle' },
  },
]
const known = properties.flatMap(({ names }) => names)
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

const engagements = ['ticket', 'communication', 'note', 'meeting', 'call', 'email']
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
      ...properties.map(({ names, row }) => ({ ...value, ...row, when: { [name]: names } })),
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
    ...properties.map(({ names, row }) => ({ path: `/properties/{${names}}`, ...row })),
  ],
}
