// For adapter authors.
export { piiCategories, privacyMeanings } from '@conduit/privacy'
export type {
  Connection,
  Endpoint,
  EventRow,
  Fetched,
  IntegrationAdapter,
  Outcome,
  PiiRow,
  SetupResult,
  SetupStep,
  Tables,
  Wanted,
  Within,
} from './adapter.ts'
export type { Authenticator, Claim, CredentialKind, Scope } from './credentials/authenticator.ts'
export { byAccount } from './credentials/by-account.ts'
export { didAndBearer, didAndKey, firstOf } from './credentials/did-key.ts'
// For applications that host adapters.
export { didOf, generateDxKey, hashKey } from './credentials/dx-key.ts'
export { jweToken, openToken, sealToken, type TokenContent } from './credentials/jwe-token.ts'
export { type AdapterSpec, type DefinedAdapter, defineAdapter, rowsOf } from './define-adapter.ts'
export type {
  ConsentStatement,
  Delivery,
  Identifier,
  JsonObject,
  JsonValue,
  Parsed,
  Person,
  PersonalData,
  PiiField,
  PlatformEvent,
  Proof,
  Reference,
  Rejection,
  ReplyBody,
  RequestHead,
  WebhookRequest,
} from './delivery.ts'
export {
  ConduitError,
  type ErrorCode,
  errorTable,
  type Fault,
  isConduitError,
  type Problem,
  problemOf,
  refuse,
} from './errors.ts'
export { meaningOf } from './event-table.ts'
export { allowed } from './fetch/allowed.ts'
export { completed } from './fetch/completed.ts'
export { fetchEach } from './fetch/fetch-each.ts'
export { type FetchRun, runFetch } from './fetch/run-fetch.ts'
export type * from './fetch-store.ts'
export { anything } from './formats/anything.ts'
export type { BodyFormat, DecodeLimits } from './formats/body-format.ts'
export { type FormOptions, form } from './formats/form.ts'
export { type JsonOptions, json } from './formats/json.ts'
export { type XmlOptions, xml } from './formats/xml.ts'
export { jsonBody, problemBody, sendBody, sendProblem, toConduitError } from './http/reply.ts'
export { framesOf } from './http/without-message.ts'
export { decodeId, encodeId, type IdKind } from './ids.ts'
export { type MemoryConnection, type MemoryStore, memoryStore } from './memory/memory-store.ts'
export type { RecordedEvent } from './memory/recorded-event.ts'
export { marketingConsent, withConsents } from './personal-data/consents.ts'
export { fromMatches, personalData } from './personal-data/personal-data.ts'
export { type Match, pick } from './personal-data/pick.ts'
export { escapeToken, pointerTokens, textOrNull, valueAt } from './personal-data/pointer.ts'
export { type PseudonymContext, tokensOf } from './personal-data/pseudonymise.ts'
export { textOf } from './personal-data/text-of.ts'
export { decodeLimits } from './pipeline/decode.ts'
export { type Receipt, type Received, receive, replay } from './pipeline/pipeline.ts'
export { openQuarantined, type QuarantinedDelivery } from './pipeline/quarantine.ts'
export { type Failure, type Receiver, type View, viewOf } from './pipeline/receiver.ts'
export { eventHash, eventHashes, pseudonymContext } from './pipeline/to-activity.ts'
export { basicAuth } from './platform/basic-auth.ts'
export { type BearerApi, bearerApi } from './platform/bearer-api.ts'
export { createPlatform, type PlatformOptions } from './platform/client.ts'
export {
  callWithToken,
  type HandedOver,
  obtainToken,
  type TokenClient,
} from './platform/obtain-token.ts'
export {
  type Answer,
  type Call,
  isPlatformError,
  type Platform,
  PlatformError,
  type PlatformErrorCode,
  type Token,
} from './platform/platform.ts'
export { jsonCall, requestJson, sendJson, successOf, textAt } from './platform/request-json.ts'
export { requestToken, type TokenRequest } from './platform/request-token.ts'
export { createTransport, type Transport, type TransportOptions } from './platform/transport.ts'
export { type AdapterPluginOptions, adapterPlugin, type Observation } from './plugin.ts'
export { readItems } from './read-items.ts'
export { readableId } from './readable-id.ts'
export type { RedactionOutcome, RedactResult, RedactStep } from './redact.ts'
export type { SampleRequest, Samples } from './samples.ts'
export {
  furtherSecrets,
  hidden,
  oneOf,
  proving,
  settingsOf,
  word,
} from './setting-schemas.ts'
export {
  changedSettings,
  effectiveSettings,
  learned,
  maskSettings,
  missingSettings,
  needs,
  type SettingFault,
  type SettingsChange,
  secret,
  settingsFaults,
} from './settings.ts'
export {
  type RegisteredWebhook,
  type Registering,
  registerWebhooks,
  type WebhookRegistration,
  type WithWebhooks,
  webhooksState,
} from './setup/register-webhooks.ts'
export { isThere, restWebhook } from './setup/rest-webhook.ts'
export { runSetup, type SetupOutcome, type SetupReport, type SetupRun } from './setup/run-setup.ts'
export {
  decodeExactly,
  type HmacCheck,
  usableSecrets,
  verifyBody,
  verifyHmac,
} from './signature/hmac.ts'
export { isSameText } from './signature/same-text.ts'
export { type SigningSettings, signedBody, signingSecrets } from './signature/signed-body.ts'
export {
  type StandardWebhookHeaders,
  type StandardWebhookKeys,
  standardPublicKey,
  standardSecret,
  standardWebhookHeaders,
  verifyStandardWebhook,
} from './signature/standard-webhooks.ts'
export { checkTimestamp } from './signature/timestamp.ts'
export type * from './store.ts'
export { isoTime, unixTime } from './time.ts'
