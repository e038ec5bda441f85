import { json } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const topic = Type.String({ pattern: '^[^@]{1,200}$' })
const text = Type.Optional(Type.String())
const anything = Type.Optional(Type.Unknown())

/** A system webhook: up to 1,000 events. */
export const batch = Type.Object({
  data: Type.Array(Type.Unknown()),
  meta: Type.Object({
    klaviyo_account_id: text,
    klaviyo_webhook_id: anything,
    timestamp: anything,
  }),
})
/** One of its events; `payload` is what the API's Get Event answers. */
export const item = Type.Object({
  external_id: Type.String({ minLength: 1 }),
  topic,
  payload: Type.Object({}),
})
/** A flow webhook, by the template of our instructions or another: that one may put anything anywhere. */
const call = Type.Object({
  topic: anything,
  event_id: anything,
  occurred_at: anything,
})

export type Batch = Static<typeof batch>
export type Call = Static<typeof call>

/** @see https://developers.klaviyo.com/en/docs/working_with_system_webhooks */
export const endpoint = {
  formats: [json()],
  payload: Type.Union([batch, call]),
  headers: ['klaviyo-webhook-id', 'klaviyo-signature'],
  maxBytes: 8 * 1024 * 1024,
}
