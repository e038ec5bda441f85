import { accountId, type PiiRow } from '@conduit/core'
import { guises, people } from '../objects.ts'
import { changedIds } from '../people-in.ts'

/** Ids of people by their key prefix: a field that may name several kinds names one of these. */
const kinds = [
  ['003', 'Contact'],
  ['00Q', 'Lead'],
  ['0PK', 'Individual'],
  ['005', 'User'],
] as const

/** The id of the record itself, where the record is somebody. */
function recordIdRows(type: string): readonly PiiRow[] {
  const recordId = accountId({ object: type === 'PersonAccount' ? 'Account' : type })
  const when = { '/@type': [type] }
  return [
    { path: '/Id', ...recordId, when },
    { path: `${changedIds}/*`, ...recordId, when },
  ]
}

/** A field that names the person whom the record is about, by an id of one of several kinds. */
function ownIdRows(path: string): readonly PiiRow[] {
  return kinds.map(([prefix, object]) => ({
    ...{ path, ...accountId({ object }) },
    when: { [path]: [`${prefix}*`] },
  }))
}

/** Polymorphic fields of the record's own person. */
export const ownNames: readonly string[] = [
  ...['Who', 'Party', 'ConsentGiver', 'ContactPoint', 'LeadOrContact', 'Relation', 'Parent'],
  ...['MasterRecord', 'ConvertedContact', 'PersonContact', 'BillToContact', 'CustomerSigned'],
  ...['Participant', 'Submitter', 'Recipient', 'RelatedRecord'],
  ...['LinkedEntity', 'TargetObject', 'Member', 'Subject'],
]

/** Fields that name several people, who are somebody each. */
export const listNames: readonly string[] = [
  ...['ToIds', 'CcIds', 'BccIds', 'EventWhoIds', 'TaskWhoIds'],
]

/** What JSON shows whole where a field names it. */
export const ownRelations: readonly string[] = [
  ...['Contact', 'Lead', 'Who', 'Individual', 'PersonContact', 'BillToContact'],
  ...['CustomerSigned', 'Party'],
]

const everywhere = '/*others'
/** Somebody whom a field names, with what is shown of them. */
export const isRelated = { '/@holds/*': ['related'] }
const notMarked = { '/@type': ['*'] }

/** Ids that find somebody, and those of who worked on a record. */
export const idRows: readonly PiiRow[] = [
  ...[...people, ...guises].flatMap(recordIdRows),
  // A record that was read back says by its id what it is.
  ...ownIdRows('/Id').map(row => ({ ...row, unless: notMarked })),
  { path: '/ContactId', ...accountId({ object: 'Contact' }) },
  { path: '/LeadId', ...accountId({ object: 'Lead' }) },
  { path: '/{,Person}IndividualId', ...accountId({ object: 'Individual' }) },
  { path: '/MessagingEndUserId', ...accountId({ object: 'MessagingEndUser' }) },
  { path: '/LiveChatVisitorId', ...accountId({ object: 'LiveChatVisitor' }) },
  { path: '/{,Loyalty}ProgramMemberId', ...accountId({ object: 'LoyaltyProgramMember' }) },
  { path: '/PersonaId', ...accountId({ object: 'SocialPersona' }) },
  { path: '/{MembershipNumber,FederationIdentifier,Username}', ...accountId() },
  { path: '/EmployeeNumber', category: 'account_id' },
  ...ownNames.flatMap(name => ownIdRows(`/${name}Id`)),
  ...ownRelations.flatMap(name => ownIdRows(`/${name}/Id`)),
  // Others whom the record names: each is somebody.
  ...kinds.map(
    ([, object]): PiiRow => ({
      ...{ path: everywhere, ...accountId({ object }), person: everywhere },
      when: { '/@holds/*': [object] },
    }),
  ),
  ...kinds.map(
    ([prefix, object]): PiiRow => ({
      ...{ path: `${everywhere}/Id`, ...accountId({ object }), person: everywhere },
      when: { [`${everywhere}/Id`]: [`${prefix}*`], ...isRelated },
    }),
  ),
  ...listNames.flatMap(name =>
    ownIdRows(`/${name}/*`).map(row => ({ ...row, person: `/${name}/*` })),
  ),
  {
    ...{ path: everywhere, category: 'account_id', person: everywhere },
    when: { '/@holds/*': ['staff', 'odd id'] },
  },
  // Records that a query brought along.
  ...['Contact', 'Lead', ...ownNames].flatMap(name =>
    ownIdRows(`/*others/records/*/${name}Id`).map(row => ({
      ...row,
      person: '/*others/records/*',
    })),
  ),
  {
    path: '/ChangeEventHeader/commitUser',
    category: 'account_id',
    person: '/ChangeEventHeader/commitUser',
  },
]
