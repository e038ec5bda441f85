export { consentEvents, purposeMappings, purposes } from './consents.ts'
export { apiKeys, dataControllers, dxKeys } from './controllers.ts'
export {
  activitySubjects,
  deliveries,
  fieldSetSeen,
  fieldSets,
  processingActivities,
  type StoredField,
  seenKeys,
} from './deliveries.ts'
export { auditEntries, eventOutbox } from './evidence.ts'
export { integrationAccounts, integrations } from './integrations.ts'
export { masterKeys } from './master-keys.ts'
export { quarantineUsage } from './quarantine-usage.ts'
export {
  dataSubjects,
  identifierTokens,
  peopleEpochs,
  platformRefs,
  subjectAliases,
  subjectKeys,
  subjectLinks,
  suppressedTokens,
} from './subjects.ts'
export { fetchQueue, quarantine, sweepMarks } from './work.ts'
