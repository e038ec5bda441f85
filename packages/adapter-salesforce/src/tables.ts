import type { PiiRow, Tables } from '@conduit/core'

/** Objects that are a person each. `PersonAccount` is our word for an account that is one. */
export const people: readonly string[] = ['Contact', 'Lead', 'PersonAccount', 'User', 'Individual']
/** Path of the ids in the header of a change. */
export const changedIds = '/ChangeEventHeader/recordIds/*'

const standard = '{Contact,Lead,Account,User,Individual}'
const address = '{Street,City,State,StateCode,PostalCode,Country,CountryCode}'
const at = (parts: string) =>
  ['', 'Address/', '{,Person}{Mailing,Other}{,Address/}'].map(place => `/${place}${parts}`)

type Category = PiiRow['category']
const rowsOn =
  (types: readonly string[], more: Partial<PiiRow> = {}) =>
  (category: Category, ...paths: readonly string[]): readonly PiiRow[] =>
    paths.map(path => ({ path, category, when: { '/@type': types }, ...more }))
const on = rowsOn(people)
const onCase = rowsOn(['Case'])
const finding = (types: readonly string[], reference?: string) =>
  rowsOn(types, { identifies: true, ...(reference !== undefined && { reference }) })
const phones = rowsOn(people, { identifies: true, region: '/@country' })

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
    ...people.flatMap(type =>
      finding([type], type.replace('Person', ''))('account_id', '/Id', changedIds),
    ),
    ...finding(people, 'Individual')('account_id', '/{,Person}IndividualId'),
    ...finding(people)('email', '/{,Person}Email'),
    ...phones('phone', '/Phone', '/{,Person}{Mobile,Home,Other}Phone'),
    ...on('phone', '/Fax', '/{,Person}AssistantPhone'),
    ...on('name', '/{,Name/}{Salutation,FirstName,MiddleName,LastName,Suffix}'),
    ...on('name', '/Name', '/{,Person}AssistantName'),
    ...on('postal_address', ...at(address)),
    ...rowsOn(['PersonAccount'])('postal_address', `/{Billing,Shipping}{,Address/}${address}`),
    ...on('location', ...at('{Latitude,Longitude}')),
    ...on('date_of_birth', '/{,Person}Birth{d,D}ate'),
    ...on('employment', '/Company', '/{,Person}{Title,Department}'),
    ...on('demographic', '/{,Person}{GenderIdentity,Pronouns}'),
    ...on('free_text', '/Description'),
    ...on('photo', '/PhotoUrl'),
    ...finding(['Case'], 'Contact')('account_id', '/ContactId'),
    ...finding(['Case'], 'Case.SuppliedEmail')('email', '/SuppliedEmail'),
    ...finding(['Case'])('phone', '/SuppliedPhone'),
    ...onCase('name', '/SuppliedName'),
    ...onCase('employment', '/SuppliedCompany'),
    ...onCase('free_text', '/{Subject,Description}'),
  ],
}
