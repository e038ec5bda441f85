/** What a person may ask for. */
export const requestTypes = [
  'access',
  'portability',
  'rectification',
  'erasure',
  'restriction',
  'objection',
  'consent_withdrawal',
  'opt_out_sale_share',
  'limit_sensitive',
  'automated_decision_review',
] as const

/** One of {@link requestTypes}. */
export type RequestType = (typeof requestTypes)[number]

/** The laws that set deadlines. `ccpa` is the CCPA as the CPRA amended it. */
export const lawProfiles = ['gdpr', 'uk_gdpr', 'ccpa'] as const

/** One of {@link lawProfiles}. */
export type LawProfile = (typeof lawProfiles)[number]

/** A length of time, counted from the day of receipt, which is not a part of it. */
export interface Period {
  readonly unit: 'months' | 'days' | 'working_days'
  readonly length: number
}

/** How long a law gives for one type of request. */
export interface Term {
  readonly response: Period
  /** From receipt on, once it was extended; null: it cannot be. */
  readonly extended: Period | null
  /** By when receipt has to be confirmed; null: nothing is said of it. */
  readonly acknowledgement: Period | null
  /** A period that ends on a weekend or a holiday ends with the next working day. */
  readonly endsOnWorkingDay: boolean
  /** The time does not run while proof of identity was asked for and has not come. */
  readonly stopsForIdentity: boolean
  /** Where it is written. */
  readonly source: string
}

const month: Omit<Term, 'source'> = {
  response: { unit: 'months', length: 1 },
  extended: { unit: 'months', length: 3 },
  acknowledgement: null,
  endsOnWorkingDay: true,
  stopsForIdentity: true,
}

const gdpr: Term = { ...month, source: 'GDPR Art. 12(3); Regulation 1182/71 Art. 3' }
const ukGdpr: Term = { ...month, source: 'UK GDPR Art. 12(3), 12A' }

const ccpa: Term = {
  response: { unit: 'days', length: 45 },
  extended: { unit: 'days', length: 90 },
  acknowledgement: { unit: 'working_days', length: 10 },
  endsOnWorkingDay: false,
  stopsForIdentity: false,
  source: '11 CCR 7021',
}

const optOut: Term = {
  response: { unit: 'working_days', length: 15 },
  extended: null,
  acknowledgement: null,
  endsOnWorkingDay: false,
  stopsForIdentity: false,
  source: '11 CCR 7026(f), 7027(g)',
}

/** How long this law gives for a request of this type. */
export function termOf(law: LawProfile, type: RequestType): Term {
  if (law === 'gdpr') return gdpr
  if (law === 'uk_gdpr') return ukGdpr
  return type === 'opt_out_sale_share' || type === 'limit_sensitive' ? optOut : ccpa
}
