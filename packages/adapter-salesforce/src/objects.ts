/** Objects that are a person each. `PersonAccount` is our word for an account that is one. */
export const people: readonly string[] = ['Contact', 'Lead', 'PersonAccount', 'User', 'Individual']

/** Objects that are somebody in one role or at one address: their ids find the person as well. */
export const guises: readonly string[] = [
  'MessagingEndUser',
  'SocialPersona',
  'LiveChatVisitor',
  'LoyaltyProgramMember',
]

/** Objects that say something of a person: an address, a number, a place in a company. */
export const ofPeople: readonly string[] = [
  'AccountContactRelation',
  'ContactPointEmail',
  'ContactPointPhone',
  'ContactPointAddress',
]

/** Objects whose record is a consent, given or refused. */
export const consents: readonly string[] = [
  'ContactPointTypeConsent',
  'ContactPointConsent',
  'PartyConsent',
  'CommSubscriptionConsent',
  'AuthorizationFormConsent',
]

/** Objects that are a message, a conversation or a note of one. */
export const communications: readonly string[] = [
  ...['Case', 'CaseComment', 'Task', 'TaskRelation', 'Event', 'EventRelation'],
  ...['EmailMessage', 'EmailMessageRelation', 'ListEmail', 'CampaignMember'],
  ...['LiveChatTranscript', 'LiveChatTranscriptEvent', 'MessagingSession', 'VoiceCall'],
  ...['SocialPost', 'ContactRequest', 'FeedItem', 'FeedComment', 'CaseFeed'],
  ...['Note', 'ContentNote', 'Attachment', 'ContentVersion'],
  ...['SurveyInvitation', 'SurveyResponse', 'SurveyQuestionResponse', 'SurveySubject'],
]

/** Objects that are a purchase, or what belongs to one. */
export const transactions: readonly string[] = [
  ...['Opportunity', 'OpportunityContactRole', 'Quote', 'Contract', 'ContractContactRole'],
  ...['Order', 'OrderItem', 'OrderSummary', 'OrderDeliveryGroup', 'ReturnOrder', 'Invoice'],
  ...['Asset', 'WorkOrder', 'ServiceAppointment', 'ServiceContract', 'EntitlementContact'],
  ...['WebCart', 'CartItem', 'CartDeliveryGroup', 'Payment', 'PaymentAuthorization', 'Refund'],
  ...['CardPaymentMethod', 'AlternativePaymentMethod', 'DigitalWallet', 'TransactionJournal'],
]

/** Objects whose own fields are those of a person. */
const personal: ReadonlySet<string> = new Set([...people, ...guises, ...ofPeople, 'CampaignMember'])

/** What `/@is` says of an object: whether its name, title and numbers are those of a person. */
export type Nature = 'person' | 'company' | 'thing'

/** The nature of an object by its name. */
export function natureOf(object: string): Nature {
  if (object === 'Account') return 'company'
  return personal.has(object) ? 'person' : 'thing'
}
