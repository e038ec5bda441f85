import { json } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

/** One event per call. @see https://www.eventbrite.com/platform/docs/webhooks */
export const endpoint = {
  // Our own URL comes back in the body, and in it the credential.
  formats: [json({ strip: ['endpoint_url'] })],
  payload: Type.Object({
    config: Type.Object({
      action: Type.String({ pattern: '^[\\w.]{1,64}$' }),
      user_id: Type.String(),
      webhook_id: Type.String(),
    }),
    api_url: Type.String({ maxLength: 2_048 }),
  }),
  headers: ['x-eventbrite-event'],
}

export type Payload = Static<typeof endpoint.payload>
