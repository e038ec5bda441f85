// The words that commands take, as the enums of the API's schema have them.

/** What a person can ask for. */
export const requestTypes: readonly string[] = [
  ...['access', 'portability', 'rectification', 'erasure', 'restriction', 'objection'],
  ...['consent_withdrawal', 'opt_out_sale_share', 'limit_sensitive', 'automated_decision_review'],
]

/** How a request may come, but through a platform. */
export const requestChannels: readonly string[] = [
  ...['email', 'letter', 'phone', 'in_person', 'web_form', 'other'],
]

/** The laws that set deadlines. */
export const requestLaws: readonly string[] = ['gdpr', 'uk_gdpr', 'ccpa']

/** The stages that somebody leads a request to by hand. */
export const nextStages: readonly string[] = [
  ...['acknowledged', 'identity_requested', 'scoping', 'approved', 'cooling_off', 'executing'],
  ...['verifying', 'responding'],
]

/** How somebody made sure that a person is who it says. */
export const identityMethods: readonly string[] = [
  ...['email_link', 'document', 'account_sign_in', 'phone_call', 'platform', 'not_needed'],
]

/** How sure that is. */
export const identityLevels: readonly string[] = ['low', 'substantial', 'high']

/** Why a request may be given more time. */
export const extensionReasons: readonly string[] = ['complexity', 'number_of_requests']

/** The legal reasons for refusing a request; those from `archiving` on are for erasures alone. */
export const refusalReasons: readonly string[] = [
  ...['identity_failure', 'identity_required', 'information_required', 'lack_of_intent'],
  ...['malicious_intent', 'manifestly_excessive', 'manifestly_unfounded'],
  ...['archiving', 'freedom_of_expression', 'legal_claims', 'legally_required'],
  ...['official_authority', 'public_health', 'public_interest'],
]

/** How a request ends that was neither refused nor taken back. */
export const requestOutcomes: readonly string[] = [
  ...['completed', 'partially_completed', 'expired', 'duplicate'],
]

/** Art. 6 (1) GDPR. */
export const legalBases: readonly string[] = [
  ...['consent', 'contract', 'legal_obligation', 'vital_interests', 'public_task'],
  'legitimate_interests',
]

/** What somebody says of consent. */
export const consentStates: readonly string[] = ['granted', 'withdrawn']

/** How it was said, but through a platform. */
export const consentMethods: readonly string[] = [
  ...['form', 'paper', 'phone', 'in_person', 'gpc', 'import', 'other'],
]

/** Art. 18 (1) GDPR. */
export const restrictionReasons: readonly string[] = [
  ...['accuracy_contested', 'unlawful_processing', 'legal_claims', 'objection'],
]

/** Why somebody is suppressed who was not erased. */
export const suppressionReasons: readonly string[] = ['objection', 'imported', 'other']

/** Art. 17 (3) GDPR. */
export const holdBases: readonly string[] = [
  ...['legal_claims', 'legal_obligation', 'public_interest', 'official_authority'],
  ...['public_health', 'archiving', 'freedom_of_expression'],
]

/** How an erasure stands. */
export const redactionStates: readonly string[] = [
  ...['planning', 'planned', 'cooling_off', 'running', 'waiting', 'completed'],
  ...['partially_completed', 'failed', 'stopped'],
]

/** What somebody may say of what they did by hand. */
export const handOutcomes: readonly string[] = [
  ...['erased', 'anonymised', 'suppressed', 'not_found', 'exempt', 'archived_reversible'],
  'unsupported',
]

/** Why a request needs somebody. */
export const requestNeeds: readonly string[] = [
  ...['overdue', 'due_soon', 'unacknowledged', 'unconfirmed', 'unchecked'],
  ...['answered_unchecked', 'duplicate', 'copy_incomplete', 'copy_unread', 'recipients'],
]

/** Why an erasure needs somebody. */
export const redactionNeeds: readonly string[] = ['failed', 'by_hand']

/** What became of the data that a recipient had. */
export const noticeKinds: readonly string[] = ['erasure', 'rectification', 'restriction']

/** What became of a notice. */
export const noticeOutcomes: readonly string[] = ['notified', 'impossible', 'disproportionate']
