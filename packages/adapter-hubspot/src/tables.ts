import {
  accountId,
  email,
  meanings,
  open,
  type PiiRow,
  phone,
  piiCategories,
  type Tables,
} from '@conduit/core'
import { namesHolding } from './holdings.ts'

/** A row without its place. */
type HeldRow = PiiRow extends infer Row ? (Row extends PiiRow ? Omit<Row, 'path'> : never) : never

const contactId = accountId({ kind: 'contact', object: 'contact' })
const several = { split: /[;,]/ } as const
const apart = { split: /[;,]/, apart: true } as const

/** What is read of a value by what its property holds. `path` is where the value stands. */
function heldRows(path: string): readonly (readonly [string, HeldRow])[] {
  return [
    ['own email', email()],
    ['own phone', phone()],
    ['own contact', { ...contactId, read: several }],
    ['other email', { ...email(), person: path }],
    ['other phone', { ...phone(), person: path }],
    ['other contact', { ...contactId, person: path, read: apart }],
    ['staff', { category: 'account_id', person: path }],
    ...piiCategories.map((category): [string, HeldRow] => [category, { category }]),
  ]
}

/** A sensitive property; its value is not sent. */
const withheld = ['REDACTED']

/**
 * Values of properties. What their name does not tell is told by their form.
 * @param path where such a value stands
 * @param holding where its holding is noted, see `holdingOf`
 */
function valueRows(path: string, holding: string): readonly PiiRow[] {
  const unless = { [path]: withheld }
  const byForm = (shape: 'email' | 'phone'): PiiRow => ({
    ...{ path, category: shape },
    when: { [path]: { shape }, [holding]: ['nothing', 'staff', 'own contact', 'other contact'] },
  })
  return [
    ...heldRows(path).map(([held, row]) => ({ path, ...row, when: { [holding]: [held] }, unless })),
    byForm('email'),
    byForm('phone'),
  ]
}

const isContact = { '/@kind': ['contact'] }
const isWhole = { '/@form': ['record'] }
const userId = ['userId:*']
const addressed = ['email:*']

/** Events that ask for something of a person: who made them is not who asks. */
const requests = ['contact.privacyDeletion', 'conversation.privacyDeletion']

/** Who changed something by e-mail: somebody else than the contact. */
const senderRows: readonly PiiRow[] = [
  {
    ...{ path: '/sourceId', ...email(), person: '/sourceId' },
    when: { '/sourceId': addressed },
    unless: { '/subscriptionType': requests },
    read: { match: /(?<=^email:).+/ },
  },
  {
    ...{ path: '/sourceId', ...email(), person: '/sourceId' },
    when: { '/sourceId': { shape: 'email' } },
    unless: { '/sourceId': [...userId, ...addressed], '/subscriptionType': requests },
  },
  {
    ...{ path: '/sourceId', category: 'email', person: '/sourceId' },
    when: { '/sourceId': { shape: 'email' }, '/subscriptionType': requests },
  },
]

/** What an event of the webhooks API names. */
const eventRows: readonly PiiRow[] = [
  { path: '/{objectId,primaryObjectId,newObjectId}', ...contactId, when: isContact },
  { path: '/mergedObjectIds/*', ...contactId, when: isContact },
  { path: '/fromObjectId', ...contactId, person: '/fromObjectId', when: { '/@from': ['contact'] } },
  { path: '/toObjectId', ...contactId, person: '/toObjectId', when: { '/@to': ['contact'] } },
  ...valueRows('/propertyValue', '/@holds'),
  // A user of HubSpot, not the contact.
  {
    path: '/sourceId',
    category: 'account_id',
    when: { '/sourceId': userId },
    person: '/sourceId',
  },
  ...senderRows,
]

const identities = '/identity-profiles/*/identities/*'
const history = '/properties/*/versions/*'
const owner = '/associated-owner'

/** A whole record, as workflows send it: a contact, or what contacts are associated with. */
const recordRows: readonly PiiRow[] = [
  { path: '/merged-vids/*', ...contactId },
  ...valueRows('/properties/*/value', '/@properties/*'),
  ...valueRows(`${history}/value`, '/@properties/*'),
  // Who made the change: a user, perhaps by the address.
  ...[`${history}/{source-id,source-label,sourceId}`, '/properties/*/{source-id,sourceId}'].map(
    (path): PiiRow => ({ path, ...open(), person: path }),
  ),
  { path: '/identity-profiles/*/vid', ...contactId },
  { path: `${identities}/value`, ...email(), when: { [`${identities}/type`]: ['EMAIL'] } },
  { path: `${identities}/value`, ...phone(), when: { [`${identities}/type`]: ['PHONE'] } },
  {
    ...{ path: `${identities}/value`, category: 'account_id' },
    unless: { [`${identities}/type`]: ['EMAIL', 'PHONE'] },
  },
  { path: '/merge-audits/*/{vid-to-merge,canonical-vid}', ...contactId },
  { path: '/merge-audits/*/{merged-from-email,merged-to-email}/value', ...email() },
  { path: '/merge-audits/*/{first-name,last-name}', category: 'name' },
  {
    path: '/merge-audits/*/*others',
    ...open({ others: null, skip: /^(source-id|source-type|timestamp)$/ }),
  },
  { path: '/form-submissions/*/{title,page-title}', category: 'free_text', person: null },
  { path: '/form-submissions/*/page-url', category: 'free_text' },
  { path: '/form-submissions/*/meta-data', ...open() },
  { path: '/form-submissions/*/*others', ...open({ others: null }) },
  ...valueRows('/associated-company/properties/*/value', '/@company/*'),
  { path: `${owner}/email`, ...email(), person: owner },
  { path: `${owner}/{first-name,last-name,firstName,lastName}`, category: 'name', person: owner },
  { path: `${owner}/{owner-id,ownerId,user-id,userId}`, category: 'account_id', person: owner },
  ...['/associations/associatedVids/*', '/associations/associatedContactIds/*'].map(
    (path): PiiRow => ({ path, ...contactId, person: path }),
  ),
  {
    ...{ path: '/associations/contacts/results/*/id', ...contactId },
    person: '/associations/contacts/results/*',
  },
]

/** Properties as plain texts. */
const plainRows: readonly PiiRow[] = ['/properties/*', '/object/properties/*'].flatMap(path =>
  valueRows(path, '/@properties/*'),
)

const isComposed = { '/@form': ['composed'] }
/** Our own marks of a record. */
const marks = ['@*']

/** What somebody composed in a workflow: names and texts are theirs. */
const composedRows: readonly PiiRow[] = [
  { path: '/{vid,canonical-vid}', ...contactId, when: { '/@form': ['record', 'composed'] } },
  {
    path: '/({hs object id,record id})',
    ...contactId,
    when: { ...isComposed, ...isContact },
  },
  {
    path: '/*others',
    ...open({ finds: true }),
    when: isComposed,
    unless: { name: marks },
  },
]

/**
 * The call of an action that an app has added to workflows: the object, the properties that the app asked
 * for, and what whoever made the workflow put into its fields.
 * @see https://developers.hubspot.com/docs/api/automation/custom-workflow-actions
 */
const actionRows: readonly PiiRow[] = [
  { path: '/object/objectId', ...contactId, when: isContact },
  { path: '/object', ...open({ finds: true }), when: { '/object': ['*'] } },
  { path: '/{fields,inputFields}', ...open({ finds: true }) },
  {
    path: '/*others',
    ...open({ others: null, skip: /^(callbackId|origin|context)$/ }),
    unless: { name: marks },
  },
].map((row: PiiRow) => ({ ...row, when: { ...row.when, '/@form': ['action'] } }))

/** Of a contact that was read: the properties that were asked for, by name. */
const readRows: readonly PiiRow[] = [
  { path: '/id', ...contactId },
  ...heldRows('').flatMap(([holding, row]): readonly PiiRow[] => {
    const names = namesHolding(holding as Parameters<typeof namesHolding>[0])
    if (names.length === 0) return []
    const path = `/properties/{${names}}`
    return [{ path, ...row, ...(row.person === '' && { person: path }) } as PiiRow]
  }),
  {
    path: '/properties/*others',
    ...open({ finds: true }),
    unless: { name: [...namesHolding('nothing'), 'hs_email_optout*'] },
  },
]

const forms = ['record', 'composed', 'action']
const otherwise = (rows: readonly PiiRow[]): readonly PiiRow[] =>
  rows.map(row => ({ ...row, unless: { ...row.unless, '/@form': forms } }))
const onlyRecords = (rows: readonly PiiRow[]): readonly PiiRow[] =>
  rows.map(row => ({ ...row, when: { ...row.when, ...isWhole } }))

/** What workflows send. */
const sentRows = [...onlyRecords(recordRows), ...plainRows, ...composedRows, ...actionRows]

const transactions = '{deal,quote,order,invoice,cart,commerce_payment,subscription,lead}'
const communications =
  '{ticket,communication,note,meeting,call,email,appointment,postal_mail,feedback_submission}'
const generic = 'means what it means of the object’s own kind, by objectTypeId'
const onlyThread = 'names a conversation by its id alone; who takes part in it is not sent'

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
    { type: 'contact.privacyDeletion', meaning: 'request.erasure' },
    { type: 'contact.workflow', meaning: 'subject.updated', note: 'a whole contact' },
    { type: 'conversation.privacyDeletion', meaning: 'request.erasure', nobody: onlyThread },
    { type: 'conversation.{creation,newMessage}', meaning: 'communication', nobody: onlyThread },
    { type: `${transactions}.*`, meaning: 'transaction' },
    { type: `${communications}.*`, meaning: 'communication' },
    { type: '{company,product,line_item,task,user}.*', meaning: 'processing' },
    { type: 'object.*', meaning: 'processing', note: generic },
    { type: '*', meaning: 'processing', note: 'everything else' },
  ],
  pii: [...eventRows, ...sentRows, ...otherwise(readRows)],
}

/** What a type of event means, by the kind of its object. */
export const meaningOf = meanings(tables.events)
