/** Prefixes of the Data Privacy Vocabulary 2.3. */
export const dpvPrefixes = {
  dpv: 'https://w3id.org/dpv#',
  pd: 'https://w3id.org/dpv/pd#',
  'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
} as const

/** Legal bases of Art. 6 (1) GDPR. */
export const legalBasisTerms = {
  consent: 'eu-gdpr:A6-1-a',
  contract: 'eu-gdpr:A6-1-b',
  legal_obligation: 'eu-gdpr:A6-1-c',
  vital_interests: 'eu-gdpr:A6-1-d',
  public_task: 'eu-gdpr:A6-1-e',
  legitimate_interests: 'eu-gdpr:A6-1-f',
} as const

/** What allows to process special categories, of Art. 9 (2) GDPR. */
export const specialBasisTerms = {
  explicit_consent: 'eu-gdpr:A9-2-a',
  employment: 'eu-gdpr:A9-2-b',
  vital_interests: 'eu-gdpr:A9-2-c',
  nonprofit_body: 'eu-gdpr:A9-2-d',
  made_public: 'eu-gdpr:A9-2-e',
  legal_claims: 'eu-gdpr:A9-2-f',
  substantial_public_interest: 'eu-gdpr:A9-2-g',
  health_care: 'eu-gdpr:A9-2-h',
  public_health: 'eu-gdpr:A9-2-i',
  archiving_research: 'eu-gdpr:A9-2-j',
} as const

/** What allows a transfer to a third country, of Art. 45, 46 and 49 GDPR. */
export const transferTerms = {
  adequacy_decision: 'eu-gdpr:A45-3',
  binding_corporate_rules: 'eu-gdpr:A46-2-b',
  standard_contractual_clauses: 'eu-gdpr:A46-2-c',
  authority_contractual_clauses: 'eu-gdpr:A46-2-d',
  code_of_conduct: 'eu-gdpr:A46-2-e',
  certification: 'eu-gdpr:A46-2-f',
  ad_hoc_clauses: 'eu-gdpr:A46-3-a',
  explicit_consent: 'eu-gdpr:A49-1-a',
  contract: 'eu-gdpr:A49-1-b',
  public_interest: 'eu-gdpr:A49-1-d',
  legal_claims: 'eu-gdpr:A49-1-e',
} as const

/** Why something is not erased, of Art. 17 (3) GDPR. */
export const holdTerms = {
  freedom_of_expression: 'eu-gdpr:JustificationA17FreedomOfExpression',
  legal_obligation: 'eu-gdpr:JustificationA17LegallyRequired',
  public_interest: 'eu-gdpr:JustificationA17PublicInterest',
  official_authority: 'eu-gdpr:JustificationA17OfficialAuthority',
  public_health: 'eu-gdpr:JustificationA17PublicHealth',
  archiving: 'eu-gdpr:JustificationA17Archiving',
  legal_claims: 'eu-gdpr:JustificationA17LegalClaims',
} as const

/** The full name of a term. @example termIri('pd:Name') // 'https://w3id.org/dpv/pd#Name' */
export function termIri(term: string): string {
  const [prefix = '', name = ''] = term.split(':')
  return `${Reflect.get(dpvPrefixes, prefix)}${name}`
}
