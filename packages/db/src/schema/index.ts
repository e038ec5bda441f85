export { consentEvents, purposeMappings, purposes } from './consents.ts'
export { apiKeys, controllerOffboardings, dataControllers, dxKeys } from './controllers.ts'
export {
  activitySubjects,
  deliveries,
  fieldSetSeen,
  fieldSets,
  processingActivities,
  type StoredField,
  seenKeys,
} from './deliveries.ts'
export { ownErasures } from './erasures.ts'
export { auditCheckpoints, auditEntries, auditHeads, auditKeys, auditTiles } from './evidence.ts'
export { dataExportParts, dataExportSources, dataExports } from './exports.ts'
export { integrationAccounts, integrations } from './integrations.ts'
export { masterKeys } from './master-keys.ts'
export {
  eventHeads,
  eventOutbox,
  eventSubscribers,
  notificationDeliveries,
  notifications,
  subscriberPositions,
} from './notifications.ts'
export {
  type LeftAsDeclared,
  processingEntries,
  type Transfer,
  type TransferSafeguard,
} from './processing-entries.ts'
export { consentPropagations } from './propagations.ts'
export { quarantineUsage } from './quarantine-usage.ts'
export { recipientNotices } from './recipient-notices.ts'
export {
  holdKeys,
  redactionCalls,
  redactionLookups,
  redactionReceipts,
  redactions,
  redactionTaskCalls,
  redactionTasks,
} from './redactions.ts'
export {
  dataSubjectRequestEvents,
  dataSubjectRequests,
  type Pause,
  requestKeys,
  requestTokens,
} from './requests.ts'
export { legalHolds, retentionMarks, retentionPeriods, retentionTallies } from './retention.ts'
export {
  dataSubjects,
  emailBases,
  identifierTokens,
  peopleEpochs,
  platformRefs,
  subjectAliases,
  subjectKeys,
  subjectLinks,
  subjectRestrictions,
} from './subjects.ts'
export { suppressionHits, suppressions } from './suppressions.ts'
export { fetchQueue, quarantine, sweepMarks } from './work.ts'
