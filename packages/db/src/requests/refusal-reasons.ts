import type { RequestType } from '@conduit/privacy/clock'

const gdpr = 'https://w3id.org/dpv/legal/eu/gdpr#Justification'

/** Why a request may be refused, whatever it asks for: terms of DPV 2.3. */
const ofAny = {
  identity_failure: `${gdpr}A12IdentityFailure`,
  identity_required: `${gdpr}A12IdentityRequired`,
  information_required: `${gdpr}A12InformationRequired`,
  lack_of_intent: `${gdpr}A12LackOfIntent`,
  malicious_intent: `${gdpr}A12MaliciousIntent`,
  manifestly_excessive: `${gdpr}A12ManifestlyExcessive`,
  manifestly_unfounded: `${gdpr}A12ManifestlyUnfounded`,
} as const

/** Why somebody may not be erased. */
const ofErasure = {
  archiving: `${gdpr}A17Archiving`,
  freedom_of_expression: `${gdpr}A17FreedomOfExpression`,
  legal_claims: `${gdpr}A17LegalClaims`,
  legally_required: `${gdpr}A17LegallyRequired`,
  official_authority: `${gdpr}A17OfficialAuthority`,
  public_health: `${gdpr}A17PublicHealth`,
  public_interest: `${gdpr}A17PublicInterest`,
} as const

/** The legal reasons for refusing a request, each with its term of DPV. */
export const refusalReasons = { ...ofAny, ...ofErasure } as const

/** One of the legal reasons. */
export type RefusalReason = keyof typeof refusalReasons

/** May a request of this type be refused for this reason? */
export function mayBeRefusedFor(type: RequestType, reason: RefusalReason): boolean {
  return type === 'erasure' || reason in ofAny
}
