// For the samples of its adapters, which no server loads.
export { audienceTechnical } from './audience-technical.ts'
export { signAudienceRequest } from './sign-audience-request.ts'
