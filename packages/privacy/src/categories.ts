/**
 * The categories of personal data that a field may have. A category is stored in clear; the value
 * behind it never is.
 *
 * @example
 * piiCategories.includes('email') // true
 */
export const piiCategories = [
  'email',
  'phone',
  'name',
  'postal_address',
  'date_of_birth',
  'ip_address',
  'device_id',
  'account_id',
  'government_id',
  'payment',
  'location',
  'demographic',
  'free_text',
  'photo',
  'social_handle',
  'employment',
  'special_category',
] as const

/** One of {@link piiCategories}. */
export type PiiCategory = (typeof piiCategories)[number]

/**
 * What an event means for the person behind it. `processing` is anything that has no meaning of
 * its own, `lifecycle` concerns the connection and nobody in particular.
 *
 * @example
 * privacyMeanings.includes('consent.withdrawn') // true
 */
export const privacyMeanings = [
  'subject.created',
  'subject.updated',
  'subject.deleted',
  'consent.granted',
  'consent.withdrawn',
  'transaction',
  'communication',
  'request.access',
  'request.erasure',
  'processing',
  'lifecycle',
] as const

/** One of {@link privacyMeanings}. */
export type PrivacyMeaning = (typeof privacyMeanings)[number]

/**
 * The categories that identify a person. The others never do, however telling they are: two people
 * share a name, a birth date or an address far too often.
 */
export type IdentifierCategory = Extract<PiiCategory, 'email' | 'phone' | 'account_id'>
