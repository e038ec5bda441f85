export { audience } from './audience.ts'
export { audiencePayload } from './audience-payload.ts'
export { type AudienceSettings, audienceIds, mergeTags } from './audience-settings.ts'
