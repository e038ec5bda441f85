import { json } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const name = Type.String({ pattern: '^[\\w.-]{1,64}$' })
const scalar = Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()]))
const id = Type.String({ minLength: 1, maxLength: 128 })

/** One event, checked by itself: a strange one must not take its neighbours along. */
export const notification = Type.Object({
  eventCategory: name,
  eventType: name,
  resourceId: id,
  tenantId: id,
  tenantType: scalar,
  eventDateUtc: scalar,
})

/** A batch, of all organisations that are connected to the app. */
export const endpoint = {
  formats: [json()],
  payload: Type.Object({
    events: Type.Array(Type.Unknown()),
    firstEventSequence: scalar,
    lastEventSequence: scalar,
    entropy: scalar,
  }),
  requiredHeaders: ['x-xero-signature'],
}

export type Notification = Static<typeof notification>
export type Payload = Static<typeof endpoint.payload>
