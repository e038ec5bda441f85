const person = [
  ...['FirstName', 'LastName', 'Email', 'Phone', 'MobilePhone', 'MailingStreet', 'Birthdate'],
  ...['HomePhone', 'OtherPhone', 'Description', 'IndividualId', 'AccountId', 'Favourite__c'],
  'HasOptedOutOfEmail',
]
const personAccount = [
  'PersonIndividualId',
  ...['IsPersonAccount', 'PersonContactId', 'PersonEmail', 'PersonMobilePhone', 'FirstName'],
  ...['LastName', 'PersonHomePhone', 'PersonOtherPhone'],
]
const standard: Readonly<Record<string, readonly [prefix: string, ...fields: string[]]>> = {
  Organization: ['00D', 'Name'],
  Account: ['001', 'Name', 'Phone', 'Description'],
  Contact: ['003', ...person],
  Lead: [
    ...(['00Q', 'FirstName', 'LastName', 'Company', 'Email', 'Phone', 'MobilePhone'] as const),
    'IndividualId',
  ],
  User: ['005', 'LastName', 'Email', 'Phone', 'MobilePhone'],
  Case: [
    ...(['500', 'Subject', 'Description', 'ContactId', 'AccountId', 'SuppliedEmail'] as const),
    'SuppliedPhone',
  ],
  CaseComment: ['00a', 'ParentId', 'CommentBody'],
  Task: ['00T', 'Subject', 'Description', 'WhoId', 'WhatId'],
  Event: ['00U', 'Subject', 'Location', 'WhoId', 'WhatId'],
  Note: ['002', 'ParentId', 'Title', 'Body'],
  Attachment: ['00P', 'ParentId', 'Name'],
  ContentDocumentLink: ['06A', 'LinkedEntityId', 'ContentDocumentId'],
  ContentVersion: ['068', 'ContentDocumentId', 'Title', 'PathOnClient', 'FirstPublishLocationId'],
  CampaignMember: ['00v', 'CampaignId', 'ContactId', 'LeadId', 'Status'],
  Opportunity: ['006', 'Name', 'AccountId', 'StageName', 'CloseDate'],
  OpportunityContactRole: ['00K', 'OpportunityId', 'ContactId', 'Role'],
  Contract: ['800', 'AccountId', 'SpecialTerms'],
}
/** Those that an organisation may not have switched on. */
const further: typeof standard = {
  EmailMessage: ['02s', 'ParentId', 'Subject', 'TextBody', 'FromAddress', 'ToAddress'],
  EmailMessageRelation: ['0FR', 'EmailMessageId', 'RelationId', 'RelationType', 'RelationAddress'],
  Order: ['801', 'AccountId', 'BillToContactId', 'ShipToContactId', 'Description'],
  Individual: ['0PK', 'FirstName', 'LastName', 'BirthDate', 'ShouldForget'],
  ContactPointEmail: ['0Pm', 'ParentId', 'EmailAddress'],
  ContactPointConsent: ['0ZY', 'ContactPointId', 'PrivacyConsentStatus', 'Name'],
  CommSubscriptionConsent: ['0dX', 'ConsentGiverId', 'ContactPointId', 'Name'],
  ContactPointTypeConsent: ['0ZW', 'PartyId', 'PrivacyConsentStatus', 'Name'],
  MessagingEndUser: ['0PA', 'ContactId', 'LeadId', 'Name', 'MessagingPlatformKey'],
  MessagingSession: ['0Mw', 'MessagingEndUserId', 'Name'],
}

/** An object: the key prefix of its ids, and its fields. */
export interface SObjectKind {
  readonly prefix: string
  readonly fields: ReadonlySet<string>
}

/** The objects of an organisation, with person accounts and all that can be switched on, or plain. */
export function salesforceObjects(isPlain: boolean): ReadonlyMap<string, SObjectKind> {
  const all = Object.entries(isPlain ? standard : { ...standard, ...further })
  return new Map(
    all.map(([name, [prefix, ...fields]]) => {
      const own = name === 'Account' && !isPlain ? [...fields, ...personAccount] : fields
      const ofBoth = name === 'Contact' && !isPlain ? ['IsPersonAccount'] : []
      const deletable = name === 'User' || name === 'Organization' ? [] : ['IsDeleted']
      return [name, { prefix, fields: new Set(['Id', ...deletable, ...own, ...ofBoth]) }]
    }),
  )
}
