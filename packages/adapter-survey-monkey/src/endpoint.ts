import { json } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const id = Type.String({ minLength: 1, maxLength: 128 })
const kinds = ['response', 'survey', 'collector', 'app']
const types = kinds.map(kind => `application/vnd.surveymonkey.${kind}.v1+json`)

/** One event per call. @see https://api.surveymonkey.com/v3/docs#webhooks */
export const endpoint = {
  /** Sent while a webhook is being made or changed. */
  methods: ['HEAD'] as const,
  formats: [json({ types: [...types, 'application/json'] })],
  payload: Type.Object({
    event_type: Type.String({ pattern: '^[\\w .-]{1,64}$' }),
    event_id: id,
    object_type: id,
    object_id: id,
    event_datetime: Type.Optional(Type.Unknown()),
    // Which ids it holds varies with the filter of the webhook.
    resources: Type.Optional(Type.Object({})),
  }),
  requiredHeaders: ['sm-signature'],
}

export type Payload = Static<typeof endpoint.payload>
