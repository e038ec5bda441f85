export { type AudiencePayload, audiencePayload } from './audience-payload.ts'
export {
  type AudienceSettings,
  audienceIds,
  mergeTagRows,
  mergeTags,
} from './audience-settings.ts'
export { audienceHosts, audienceSetup } from './audience-setup.ts'
export { audienceTables } from './audience-tables.ts'
export { parseAudienceEvent } from './parse-audience-event.ts'
export { signAudienceRequest } from './sign-audience-request.ts'
export { verifyAudienceSignature } from './verify-audience-signature.ts'
