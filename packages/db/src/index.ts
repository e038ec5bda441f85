export {
  type ApiKeyHolder,
  createApiKey,
  createFirstApiKey,
  findApiKey,
  type Role,
  revokeApiKey,
} from './api-keys/api-keys.ts'
export { type AuditNode, listAuditEntries } from './audit/list-audit-entries.ts'
export {
  type Actor,
  type AuditDetails,
  type AuditEntry,
  writeAudit,
} from './audit/write-audit.ts'
export {
  type CreatedController,
  createController,
  type NewController,
} from './controllers/create-controller.ts'
export { findController } from './controllers/find-controller.ts'
export { type ControllerNode, listControllers } from './controllers/list-controllers.ts'
export { createStore, type DatabaseStore } from './create-store.ts'
export type { AdministrationContext } from './database/administration-context.ts'
export type { Database, Executor } from './database/database.ts'
export { timeOfId } from './database/id-time.ts'
export { inOneTransaction } from './database/in-one-transaction.ts'
export { migrate } from './database/migrate.ts'
export { type DatabaseOptions, openDatabase } from './database/open-database.ts'
export { ensurePartitions } from './database/partitions.ts'
export { serverId } from './database/server-id.ts'
export type { FetchState } from './deliveries/fetch-states.ts'
export {
  type ActivityField,
  type ActivityFilter,
  type ActivityNode,
  listActivities,
} from './deliveries/list-activities.ts'
export {
  type DeliveryFilter,
  type DeliveryNode,
  listDeliveries,
} from './deliveries/list-deliveries.ts'
export type { RecordContext } from './deliveries/record-context.ts'
export { createRecorder, type Recorder } from './deliveries/recorder.ts'
export { DatabaseError } from './errors/database-error.ts'
export { dueExports } from './exports/due-exports.ts'
export { approveAccount, keepProof } from './integrations/account-proofs.ts'
export { addIntegration, type NewIntegration } from './integrations/add-integration.ts'
export { removeIntegration, setIntegrationStatus } from './integrations/integration-status.ts'
export { type KeptSetup, keepSetup } from './integrations/keep-setup.ts'
export {
  type AccountClaim,
  type ClaimedAccount,
  listAccountClaims,
} from './integrations/list-accounts.ts'
export { type IntegrationNode, listIntegrations } from './integrations/list-integrations.ts'
export { type OpenedIntegration, openIntegration } from './integrations/open-integration.ts'
export {
  type DueIntegration,
  dueIntegrations,
  longestRenewalDays,
  polledLater,
  type Schedule,
  schedule,
  waitingIntegrations,
} from './integrations/schedule.ts'
export { type IntegrationChanges, updateIntegration } from './integrations/update-integration.ts'
export { checkMasterKeys, type KeyringFaults } from './keyring/check-master-keys.ts'
export type { KeyBinding, MintedKey } from './keys/dx-key-rows.ts'
export { mintKey, revokeKey, rotateKey } from './keys/dx-keys.ts'
export type { Page, PageRequest } from './lists/page.ts'
export { listSubjects, type SubjectFilter, type SubjectNode } from './people/list-subjects.ts'
export { referenceAad } from './people/seal-people.ts'
export { subjectsByTokens } from './people/subjects-by-tokens.ts'
export { listQuarantine, type QuarantineNode } from './quarantine/list-quarantine.ts'
export { findQuarantined, noteReplay, removeQuarantined } from './quarantine/quarantine.ts'
export { countQuarantined } from './quarantine/quarantine-usage.ts'
export { sweep } from './sweeping/sweep.ts'
