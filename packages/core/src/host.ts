// For applications that host adapters.
export { changedSettings } from './authoring/changed-settings.ts'
export { isErasedByHand } from './authoring/redact-by-hand.ts'
export type { AdapterPluginOptions } from './http/adapter-plugin.ts'
export {
  type AdapterRoutesOptions,
  adapterRoutes,
  type Observation,
} from './http/adapter-routes.ts'
export { allowOnly } from './http/methods.ts'
export { retryAfterOf, sendProblem, toConduitError } from './http/reply.ts'
export { Call } from './http/request.ts'
export { framesOf } from './http/without-message.ts'
export { createPlatform, type PlatformOptions } from './outbound/client.ts'
export { type PlatformAccess, platformAccess } from './outbound/platform-access.ts'
export { pauseLeft } from './outbound/retry-after.ts'
export { type ProofReport, runProof } from './outbound/run-proof.ts'
export { type ReadRun, runRead } from './outbound/run-read.ts'
export { runSetup, type SetupReport } from './outbound/run-setup.ts'
export { createTransport, type Transport, type TransportOptions } from './outbound/transport.ts'
export type { CallWitness } from './outbound/witness.ts'
export { admit } from './receiver/admit.ts'
export { authenticatorFor } from './receiver/authenticator-for.ts'
export {
  createReceiver,
  type Failure,
  type OpenIntegration,
  type Receiver,
  type ReceiverOptions,
} from './receiver/create-receiver.ts'
export { decodeLimits } from './receiver/decode.ts'
export { isPlainName } from './receiver/is-plain-name.ts'
export { openToken, sealToken, type TokenContent } from './receiver/jwe-token.ts'
export { contextOf, eventHashes, wantAad } from './receiver/keep.ts'
export { ownTurn } from './receiver/own-turn.ts'
export {
  type PseudonymContext,
  referenceTokens,
  tokensOf,
} from './receiver/pseudonymise.ts'
export {
  openQuarantined,
  type QuarantinedDelivery,
  resealQuarantined,
} from './receiver/quarantine.ts'
export { type Receipt, type Received, receive, replay } from './receiver/receive.ts'
export { openRequest, type RequestIdentities, sealRequest } from './receiver/seal-request.ts'
export { effectiveSettings, missingSettings, settingsFaults } from './receiver/settings.ts'
export {
  type Understood,
  type UnderstoodCall,
  type UnderstoodEvent,
  type UnderstoodShare,
  understand,
} from './receiver/understand.ts'
export { proofName, verify } from './receiver/verify.ts'
export {
  type ConsentState,
  consentState,
  type DatedStatement,
  type StatementProof,
} from './store/consent-state.ts'
export { type Decision, type Decisions, decide } from './store/decide.ts'
export { didOf, generateDxKey, hashKey } from './store/dx-key.ts'
export { decodeId, encodeId, type IdKind } from './store/ids.ts'
export type { MemoryActivity, MemorySubject } from './store/memory-people.ts'
export { type MemoryIntegration, type MemoryStore, memoryStore } from './store/memory-store.ts'
export type { MemorySuppression } from './store/memory-suppressions.ts'
export {
  fitsQuarantine,
  type QuarantineQuota,
  usualQuarantine,
} from './store/quarantine-quota.ts'
export type {
  Completion,
  FetchedRecord,
  FetchOutcome,
  FetchQueue,
  FetchReport,
  Waiting,
  WaitingRow,
} from './store/queue.ts'
export { type RecordedConsent, recordedConsents } from './store/recorded-consent.ts'
export type { RecordedEvent } from './store/recorded-event.ts'
export type { RecordedRequest } from './store/recorded-request.ts'
export {
  isProvenOccurrence,
  isSuppressed,
  type KnownBases,
  type KnownTokens,
  knownPerson,
  type Link,
  linkEvidence,
  mostLinksOfBase,
  type NewBase,
  type NewToken,
  type Occurrence,
  occurrencesOf,
  type Resolution,
  resolve,
  subjectIds,
  suppressedToken,
  type TokenOwner,
} from './store/resolve.ts'
export type { Sessions } from './store/sessions.ts'
export {
  type ActivityRecord,
  type Answered,
  type ConsentRecord,
  type Controller,
  type DeliveryOutcome,
  type DeliveryRecord,
  type FieldRecord,
  type IntegrationRef,
  type KeyHolder,
  type PersonRecord,
  type PersonToken,
  type QuarantineRecord,
  type RecordOutcome,
  type ReferenceRecord,
  type RequestRecord,
  refOf,
  repetitionDays,
  type SealedRequest,
  type Store,
  type StoredIntegration,
  type Verification,
  type WantRecord,
} from './store/store.ts'
export {
  dealtAt,
  isNobodyLeft,
  type SuppressedPeople,
  suppressedPeople,
  withoutSuppressed,
} from './store/suppressed.ts'
export { whenAnswered } from './store/when-answered.ts'
export { eventRows } from './tables/events.ts'
export { expandBraces } from './tables/expand-braces.ts'
