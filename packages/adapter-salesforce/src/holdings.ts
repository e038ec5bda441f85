/** Records that hang on others, by the fields that name those. */
export interface Part {
  readonly object: string
  /** Fields that name the record on which it hangs; any of them. */
  readonly by: readonly string[]
  /** Where the ids for `by` stand in the records before; default: `Id`. */
  readonly from?: string
  /** An organisation has it, so who may not read it is told so. The others may not be switched on. */
  readonly isStandard?: boolean
  /** Its texts are so long that fewer are read at once. */
  readonly isLong?: boolean
  /** What hangs on these. */
  readonly behind?: readonly Part[]
}

const message: Part = {
  ...{ object: 'EmailMessage', by: ['Id'], from: 'EmailMessageId', isLong: true },
}
const transcripts = (by: string): Part => ({
  ...{ object: 'LiveChatTranscript', by: [by], isLong: true },
})
const comments: readonly Part[] = [
  { object: 'CaseComment', by: ['ParentId'], isStandard: true },
  { object: 'EmailMessage', by: ['ParentId'], isLong: true },
]
const files: Part = {
  ...{ object: 'ContentVersion', by: ['ContentDocumentId'], from: 'ContentDocumentId' },
  isStandard: true,
}

/** What may hang on any record. */
const attached: readonly Part[] = [
  { object: 'Note', by: ['ParentId'], isStandard: true },
  { object: 'Attachment', by: ['ParentId'], isStandard: true },
  { object: 'ContentDocumentLink', by: ['LinkedEntityId'], isStandard: true, behind: [files] },
]
/** What contacts and leads have alike. */
const activities: readonly Part[] = [
  { object: 'Task', by: ['WhoId'], isStandard: true },
  { object: 'Event', by: ['WhoId'], isStandard: true },
  { object: 'EmailMessageRelation', by: ['RelationId'], behind: [message] },
  { object: 'ContactRequest', by: ['WhoId'] },
  ...attached,
]
const consents: readonly Part[] = [
  { object: 'CommSubscriptionConsent', by: ['ConsentGiverId', 'ContactPointId'] },
  { object: 'AuthorizationFormConsent', by: ['ConsentGiverId'] },
]
/** Kinds of addresses, with what was allowed for each. */
const contactPoints: readonly Part[] = ['Email', 'Phone', 'Address'].map(kind => ({
  object: `ContactPoint${kind}`,
  by: ['ParentId'],
  behind: ['ContactPointConsent', 'CommSubscriptionConsent'].map(object => ({
    ...{ object, by: ['ContactPointId'] },
  })),
}))
const surveys: readonly Part[] = [
  { object: 'SurveyInvitation', by: ['ParticipantId'] },
  {
    ...{ object: 'SurveyResponse', by: ['SubmitterId'] },
    behind: [{ object: 'SurveyQuestionResponse', by: ['ResponseId'] }],
  },
]
const cases = (by: string): Part => ({
  ...{ object: 'Case', by: [by], isStandard: true, behind: comments },
})

/**
 * What hangs on each kind of record that is somebody, or speaks of one alone.
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_list.htm
 */
export const holdings: Readonly<Record<string, readonly Part[]>> = {
  Contact: [
    cases('ContactId'),
    ...activities,
    { object: 'CampaignMember', by: ['ContactId'], isStandard: true },
    { object: 'OpportunityContactRole', by: ['ContactId'], isStandard: true },
    { object: 'Order', by: ['BillToContactId', 'ShipToContactId'] },
    ...[
      ...['AccountContactRelation', 'CaseContactRole', 'ContractContactRole', 'Asset', 'Quote'],
      ...['ReturnOrder', 'WorkOrder', 'ServiceAppointment', 'ServiceContract'],
      ...['EntitlementContact', 'MessagingEndUser', 'LoyaltyProgramMember'],
    ].map(object => ({ object, by: ['ContactId'] })),
    transcripts('ContactId'),
    { object: 'SocialPersona', by: ['ParentId'] },
    ...surveys,
    ...consents,
  ],
  Lead: [
    ...activities,
    { object: 'CampaignMember', by: ['LeadId'], isStandard: true },
    transcripts('LeadId'),
    { object: 'MessagingEndUser', by: ['LeadId'] },
    { object: 'SocialPersona', by: ['ParentId'] },
    ...surveys,
    ...consents,
  ],
  // A person account has a contact beside it, which is read with it.
  Account: [
    cases('AccountId'),
    { object: 'Opportunity', by: ['AccountId'], isStandard: true },
    { object: 'Contract', by: ['AccountId'], isStandard: true },
    ...['Order', 'Asset', 'WorkOrder', 'ServiceContract'].map(object => ({
      ...{ object, by: ['AccountId'] },
    })),
    { object: 'Task', by: ['WhatId'], isStandard: true },
    { object: 'Event', by: ['WhatId'], isStandard: true },
    ...attached,
    ...contactPoints,
    ...consents,
  ],
  Individual: [
    ...contactPoints,
    { object: 'ContactPointTypeConsent', by: ['PartyId'] },
    { object: 'PartyConsent', by: ['PartyId'] },
    ...consents,
  ],
  User: [],
  Case: [...comments, ...attached],
  MessagingEndUser: [{ object: 'MessagingSession', by: ['MessagingEndUserId'] }],
  SocialPersona: [{ object: 'SocialPost', by: ['PersonaId'] }],
  LiveChatVisitor: [transcripts('LiveChatVisitorId')],
  LoyaltyProgramMember: [{ object: 'TransactionJournal', by: ['MemberId'] }],
}

/** Fields that name a record of the same person, by its kind. */
export const sameOf: Readonly<Record<string, readonly (readonly [field: string, kind: string])[]>> =
  {
    Contact: [['IndividualId', 'Individual']],
    Lead: [['IndividualId', 'Individual']],
    Account: [['PersonContactId', 'Contact']],
  }
