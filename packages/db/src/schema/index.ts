export { apiKeys, dataControllers, dxKeys } from './controllers.ts'
export {
  activitySubjects,
  deliveries,
  processingActivities,
  type StoredField,
  seenKeys,
} from './deliveries.ts'
export { auditEntries, eventOutbox } from './evidence.ts'
export { integrationAccounts, integrations } from './integrations.ts'
export {
  dataSubjects,
  identifierTokens,
  platformRefs,
  subjectKeys,
  subjectLinks,
} from './subjects.ts'
export { fetchQueue, quarantine } from './work.ts'
