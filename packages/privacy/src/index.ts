export {
  type IdentifierCategory,
  type PiiCategory,
  type PrivacyMeaning,
  piiCategories,
  privacyMeanings,
} from './categories.ts'
export { formatToken } from './format-token.ts'
export type { Hasher, TokenHasher } from './hashers.ts'
export type { IdentifierOrigin, IdentifierToken } from './identifier-tokens.ts'
export { isUuid } from './is-uuid.ts'
export type { KeyedHash } from './keyed-hash.ts'
export {
  createSubjectKey,
  openFor,
  openSubjectKey,
  rewrapSubjectKey,
  type SubjectKey,
  sealFor,
} from './keyed-vault.ts'
export { type ControllerKeys, createKeyring, type Keyring } from './keyring.ts'
export {
  generateMasterKey,
  KeyringError,
  type MasterKey,
  parseMasterKeys,
} from './master-key.ts'
export type { Canonical, Normalised, Refusal } from './normalise/canonical.ts'
export { type CanonicalEmail, normaliseEmail } from './normalise/email.ts'
export { emailBase } from './normalise/email-base.ts'
export { generaliseIp, normaliseIp } from './normalise/ip.ts'
export { type CanonicalPhone, loadNumberingPlans, normalisePhone } from './normalise/phone.ts'
export { normalisePlatformId } from './normalise/platform-id.ts'
export { isSharedMailbox } from './normalise/shared-mailbox.ts'
export { normaliseIban, normaliseTaxId } from './normalise/tax-id.ts'
export { open, type Sealed, seal, sealedKeyId, VaultError } from './vault.ts'
