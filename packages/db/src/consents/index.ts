// Consents and what they are asked for: for the API, which a server loads once it is asked.
export { type AttestedFault, attestedFaults } from './attested-faults.ts'
export type { ConsentNode, ConsentSource } from './consents-of.ts'
export { listConsents } from './list-consents.ts'
export { loadConsents } from './load-consents.ts'
export { mapPurpose, mappingsOf, type PurposeMappingNode, unmapPurpose } from './mappings.ts'
export {
  createPurpose,
  listPurposes,
  type PurposeDefinition,
  type PurposeNode,
  purposesByName,
  updatePurpose,
} from './purposes.ts'
export { recentConflicts } from './recent-conflicts.ts'
export { type AttestedConsent, recordConsents } from './record-consents.ts'
export type { ConsentStatementNode } from './statements.ts'
export { type UnmappedPurpose, unmappedPurposes } from './unmapped-purposes.ts'
