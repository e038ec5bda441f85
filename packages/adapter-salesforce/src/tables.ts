import { accountId, email, type PiiRow, phone, type Tables } from '@conduit/core'

/** Objects that are a person each. `PersonAccount` is our word for an account that is one. */
export const people: readonly string[] = ['Contact', 'Lead', 'PersonAccount', 'User', 'Individual']
/** Where the header of a change lists its records. */
export const changedIds = '/ChangeEventHeader/recordIds'

const standard = '{Contact,Lead,Account,User,Individual}'
const address = '{Street,City,State,StateCode,PostalCode,Country,CountryCode}'
const position = '{Latitude,Longitude}'
/** Parts of an address stand beside the other fields, or in a compound one. */
const addressPaths = (parts: string) => [
  `/${parts}`,
  `/Address/${parts}`,
  `/{,Person}{Mailing,Other}{,Address/}${parts}`,
]

/** Rows that count for these objects alone. */
function rowsOn(objects: readonly string[], rows: readonly PiiRow[]): readonly PiiRow[] {
  return rows.map(row => ({ ...row, when: { '/@type': objects } }))
}

function idRows(type: string): readonly PiiRow[] {
  const recordId = accountId({ object: type === 'PersonAccount' ? 'Account' : type })
  return rowsOn(
    [type],
    [
      { path: '/Id', ...recordId },
      { path: `${changedIds}/*`, ...recordId },
    ],
  )
}

const personRows: readonly PiiRow[] = [
  { path: '/{,Person}IndividualId', ...accountId({ object: 'Individual' }) },
  { path: '/{,Person}Email', ...email() },
  { path: '/Phone', ...phone({ region: '/@country' }) },
  { path: '/{,Person}{Mobile,Home,Other}Phone', ...phone({ region: '/@country' }) },
  { path: '/Fax', category: 'phone' },
  { path: '/{,Person}AssistantPhone', category: 'phone' },
  { path: '/{,Name/}{Salutation,FirstName,MiddleName,LastName,Suffix}', category: 'name' },
  { path: '/Name', category: 'name' },
  { path: '/{,Person}AssistantName', category: 'name' },
  ...addressPaths(address).map(path => ({ path, category: 'postal_address' as const })),
  ...addressPaths(position).map(path => ({ path, category: 'location' as const })),
  { path: '/{,Person}Birth{d,D}ate', category: 'date_of_birth' },
  { path: '/Company', category: 'employment' },
  { path: '/{,Person}{Title,Department}', category: 'employment' },
  { path: '/{,Person}{GenderIdentity,Pronouns}', category: 'demographic' },
  { path: '/Description', category: 'free_text' },
  { path: '/PhotoUrl', category: 'photo' },
]

const caseRows: readonly PiiRow[] = [
  { path: '/ContactId', ...accountId({ object: 'Contact' }) },
  { path: '/SuppliedEmail', ...email({ object: 'Case.SuppliedEmail' }) },
  { path: '/SuppliedPhone', ...phone() },
  { path: '/SuppliedName', category: 'name' },
  { path: '/SuppliedCompany', category: 'employment' },
  { path: '/{Subject,Description}', category: 'free_text' },
]

/**
 * Salesforce as data. `/@type` is the object's name, `/@country` the code of its mailing address.
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/
 */
export const tables: Tables = {
  events: [
    {
      type: standard,
      meaning: 'subject.updated',
      note: 'by outbound message; created if both dates are equal, processing if one is missing',
    },
    { type: `${standard}.{created,CREATE,UNDELETE}`, meaning: 'subject.created' },
    { type: `${standard}.{updated,UPDATE}`, meaning: 'subject.updated' },
    { type: `${standard}.{deleted,DELETE}`, meaning: 'subject.deleted' },
    {
      type: 'Individual.*',
      meaning: 'processing',
      note: 'ShouldForget, SendIndividualData: request.*',
    },
    { type: '{Case,Task,Event,EmailMessage,LiveChatTranscript}{,.*}', meaning: 'communication' },
    { type: '{Opportunity,Order,Contract,Quote,Asset}{,.*}', meaning: 'transaction' },
    { type: '*', meaning: 'processing', note: 'gaps, companies, custom objects, and all else' },
  ],
  pii: [
    ...people.flatMap(idRows),
    ...rowsOn(people, personRows),
    ...rowsOn(
      ['PersonAccount'],
      [{ path: `/{Billing,Shipping}{,Address/}${address}`, category: 'postal_address' }],
    ),
    ...rowsOn(['Case'], caseRows),
  ],
}
