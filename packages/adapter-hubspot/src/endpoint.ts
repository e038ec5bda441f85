import { json } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

/** Ids have up to 64 bits: large ones come as text. */
const id = Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\d{1,20}$' })])
const maybe = Type.Optional(Type.Union([id, Type.Null()]))
const anything = Type.Optional(Type.Unknown())

/** One event, checked by itself: a strange one must not take its neighbours along. */
export const notification = Type.Object({
  portalId: id,
  occurredAt: Type.Integer(),
  subscriptionType: Type.String({ pattern: '^\\w{1,50}\\.\\w{1,50}$' }),
  appId: maybe,
  subscriptionId: maybe,
  eventId: maybe,
  objectId: maybe,
  primaryObjectId: maybe,
  newObjectId: maybe,
  objectTypeId: anything,
  fromObjectTypeId: anything,
  toObjectTypeId: anything,
  associationType: anything,
  changeSource: anything,
  propertyName: anything,
  propertyValue: anything,
})

/** A batch of up to 100 events; or one object, as workflows send it. */
export const endpoint = {
  formats: [json()],
  payload: Type.Union([
    Type.Array(Type.Unknown()),
    Type.Record(Type.String(), Type.Unknown(), { minProperties: 1 }),
  ]),
}

export type Notification = Static<typeof notification>
export type Payload = Static<typeof endpoint.payload>
