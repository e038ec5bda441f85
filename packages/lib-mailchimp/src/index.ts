export { audience } from './audience.ts'
export { audiencePayload } from './audience-payload.ts'
export { type AudienceSettings, audienceIds, mergeTags } from './audience-settings.ts'
export { signAudienceRequest } from './sign-audience-request.ts'
