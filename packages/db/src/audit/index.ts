export { type AuditFault, type AuditFaultKind, auditFaultKinds } from './audit-fault.ts'
export { type LogKey, trustedKeys, vouchForKeys } from './audit-keys.ts'
export { type AuditLogState, auditLogState } from './audit-status.ts'
export {
  type ExportManifest,
  exportCheckpoints,
  exportEntries,
  exportedSize,
  exportHashes,
  exportKeys,
  signManifest,
} from './export-audit.ts'
export { judgeNote } from './judge-note.ts'
export { logName, logOf } from './log-name.ts'
export { hasGrown, newCheckpoints } from './new-checkpoints.ts'
export { type EntryProof, type GrowthProof, proveEntry, proveGrowth } from './prove-audit.ts'
export { sealAudit } from './seal-audit.ts'
export { startOfLog, type VerifiedPart, type VerifyPosition, verifyAudit } from './verify-audit.ts'
export type { AnchoredNotes, LogToVerify } from './verify-checkpoints.ts'
