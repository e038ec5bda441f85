// For authors of adapters. What applications need beside it is behind `@conduit/core/host`.
export { piiCategories, privacyMeanings } from '@conduit/privacy'
export { basicAuth } from './authoring/basic-auth.ts'
export { type BearerApi, bearerApi } from './authoring/bearer-api.ts'
export { byAccount } from './authoring/by-account.ts'
export { completed } from './authoring/completed.ts'
export { didAndBearer, didAndKey, firstOf } from './authoring/did-key.ts'
export { exportLoadedLater } from './authoring/export-loaded-later.ts'
export { jweToken } from './authoring/jwe-token.ts'
export { marketingConsent } from './authoring/marketing-consent.ts'
export {
  callWithToken,
  type HandedOver,
  obtainToken,
  type TokenClient,
} from './authoring/obtain-token.ts'
export { readAllowed, readDocument, readPages } from './authoring/read-documents.ts'
export { readItems } from './authoring/read-items.ts'
export { readableId } from './authoring/readable-id.ts'
export { redactLoadedLater } from './authoring/redact-loaded-later.ts'
export {
  type RegisteredWebhook,
  type Registering,
  registerWebhooks,
  type WebhookRegistration,
  type WithWebhooks,
  webhooksState,
} from './authoring/register-webhooks.ts'
export {
  jsonCall,
  listAt,
  requestJson,
  sendJson,
  successOf,
  textAt,
} from './authoring/request-json.ts'
export { requestToken, type TokenRequest } from './authoring/request-token.ts'
export { isThere, restWebhook } from './authoring/rest-webhook.ts'
export {
  furtherSecrets,
  hidden,
  learned,
  needs,
  oneOf,
  opening,
  proving,
  secret,
  settingsOf,
  word,
} from './authoring/settings.ts'
export {
  decodeExactly,
  type HmacCheck,
  usableSecrets,
  verifyHmac,
} from './authoring/signature/hmac.ts'
export { isSameText } from './authoring/signature/same-text.ts'
export { type BodySignature, signedBody } from './authoring/signature/signed-body.ts'
export { type SigningSettings, signingSecrets } from './authoring/signature/signing-secrets.ts'
export {
  type StandardWebhookHeaders,
  type StandardWebhookKeys,
  standardPublicKey,
  standardSecret,
  standardWebhookHeaders,
  verifyStandardWebhook,
} from './authoring/signature/standard-webhooks.ts'
export { type TimedSignature, timedSignature } from './authoring/signature/timed-signature.ts'
export { checkTimestamp } from './authoring/signature/timestamp.ts'
export { isoTime, unixTime } from './authoring/time.ts'
export type {
  Guides,
  Integration,
  IntegrationAdapter,
  ReplyOutcome,
} from './contract/adapter.ts'
export type { Authenticator, Claim, CredentialKind, Scope } from './contract/authenticator.ts'
export type { BodyFormat, DecodeLimits } from './contract/body-format.ts'
export type { Endpoint } from './contract/endpoint.ts'
export {
  ConduitError,
  type ErrorCode,
  errorTable,
  type Fault,
  isConduitError,
  type Problem,
  problemOf,
  refuse,
} from './contract/errors.ts'
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
} from './contract/event.ts'
export {
  type Answer,
  type Call,
  isPlatformError,
  type Platform,
  PlatformError,
  type PlatformErrorCode,
  type SetupPlatform,
  type Token,
} from './contract/platform.ts'
export type { Page, Read, Want } from './contract/reading.ts'
export { type ReasonKey, reasons } from './contract/reasons.ts'
export {
  type AcceptedRedaction,
  outcomeOfAbsence,
  type PersonRedaction,
  type RedactAction,
  type RedactCheck,
  type RedactionEnd,
  type RedactionOutcome,
  type RedactionPause,
  type RedactResult,
  type RedactTarget,
  type RedactTask,
} from './contract/redact.ts'
export type {
  ConsentDecision,
  ConsentFound,
  ConsentPropagation,
  ExportedDocument,
  KnownPerson,
  PersonExport,
} from './contract/rights.ts'
export type {
  SampleRequest,
  Samples,
  TechnicalClass,
  TechnicalRow,
} from './contract/samples.ts'
export type { SettingFault, SettingsChange } from './contract/settings.ts'
export type { SetupResult, SetupStep } from './contract/setup.ts'
export type {
  EventRow,
  Match,
  PiiRow,
  RowCondition,
  Tables,
  Within,
} from './contract/tables.ts'
export { anything } from './formats/anything.ts'
export { type FormOptions, form } from './formats/form.ts'
export { type JsonOptions, json } from './formats/json.ts'
export { type XmlOptions, xml } from './formats/xml.ts'
export { type AdapterSpec, type DefinedAdapter, defineAdapter } from './http/define-adapter.ts'
export { categoryOfName, type NamedCategory, namesOthers } from './tables/category-of-name.ts'
export { compileRows } from './tables/compile-rows.ts'
export { meanings } from './tables/events.ts'
export { foldName } from './tables/fold-name.ts'
export { fromMatches } from './tables/personal-data.ts'
export { pick } from './tables/pick.ts'
export { escapeToken, pointerTokens, textOrNull, valueAt } from './tables/pointer.ts'
export { accountId, email, finding, open, phone } from './tables/rows.ts'
export { textOf } from './tables/text-of.ts'
