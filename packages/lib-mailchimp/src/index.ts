export { type AudiencePayload, audiencePayload } from './audience-payload.ts'
export { audiencePersonalData } from './audience-personal-data.ts'
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
export { unnamedMembers } from './unnamed-members.ts'
export { verifyAudienceSignature } from './verify-audience-signature.ts'
