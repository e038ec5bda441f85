import { anything } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

/** Headers that every notification has, beside the resource id that proves it. */
export const notificationHeaders = [
  'x-goog-channel-id',
  'x-goog-message-number',
  'x-goog-resource-state',
  'x-goog-resource-uri',
] as const

/** All is said in headers. The body is empty or says the same, under a broken content type. */
export const endpoint = {
  formats: [anything()],
  payload: Type.Object({}),
  headers: notificationHeaders,
  requiredHeaders: ['x-goog-channel-id'],
}

export type Payload = Static<typeof endpoint.payload>
