export {
  type ApiKeyHolder,
  createApiKey,
  findApiKey,
  type Role,
  revokeApiKey,
} from './administration/api-keys.ts'
export {
  type Actor,
  type AuditDetails,
  type AuditEntry,
  writeAudit,
} from './administration/audit.ts'
export type { AdministrationContext } from './administration/context.ts'
export {
  type CreatedController,
  createController,
  type NewController,
} from './administration/controllers.ts'
export type { KeyBinding, MintedKey } from './administration/dx-key-rows.ts'
export { mintKey, revokeKey, rotateKey } from './administration/dx-keys.ts'
export { inOneTransaction } from './administration/in-one-transaction.ts'
export type { IntegrationRef } from './administration/integration-rows.ts'
export { removeIntegration, setIntegrationStatus } from './administration/integration-status.ts'
export {
  addIntegration,
  type IntegrationChanges,
  type NewIntegration,
  updateIntegration,
} from './administration/integrations.ts'
export { type KeptSetup, keepSetup } from './administration/keep-setup.ts'
export { type Database, type DatabaseOptions, type Executor, openDatabase } from './client.ts'
export { DatabaseError } from './database-error.ts'
export { findController } from './find-controller.ts'
export { timeOfId } from './id-time.ts'
export { migrate } from './migrate.ts'
export { type OpenedIntegration, openIntegration } from './open-integration.ts'
export { ensurePartitions } from './partitions.ts'
export {
  findQuarantined,
  noteReplay,
  type QuarantineRef,
  removeQuarantined,
} from './quarantine.ts'
export {
  type ActivityField,
  type ActivityFilter,
  type ActivityNode,
  listActivities,
} from './queries/activities.ts'
export { type AuditNode, listAuditEntries } from './queries/audit.ts'
export { type ControllerNode, listControllers } from './queries/controllers.ts'
export { type DeliveryFilter, type DeliveryNode, listDeliveries } from './queries/deliveries.ts'
export type { FetchState } from './queries/fetch-states.ts'
export { type IntegrationNode, listIntegrations } from './queries/integrations.ts'
export type { Page, PageRequest } from './queries/page.ts'
export { listQuarantine, type QuarantineNode } from './queries/quarantine.ts'
export {
  type SubjectDetail,
  type SubjectIdentifier,
  subjectDetail,
} from './queries/subject-detail.ts'
export { listSubjects, type SubjectFilter, type SubjectNode } from './queries/subjects.ts'
export { createRecorder, RecordError, type Recorder } from './record/recorder.ts'
export { referenceAad } from './record/seal-people.ts'
export type { RecordContext } from './record/write.ts'
export {
  type DueIntegration,
  dueIntegrations,
  type Schedule,
  schedule,
  waitingConnections,
} from './schedule.ts'
export { serverId } from './server-id.ts'
export { createStore, type DatabaseStore } from './store.ts'
export { seenKeysDays, sweepQuarantine, sweepSeenKeys } from './sweep.ts'
