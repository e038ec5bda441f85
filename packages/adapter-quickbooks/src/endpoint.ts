import { json } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const id = Type.Union([Type.String({ minLength: 1, maxLength: 64 }), Type.Number()])
const anything = Type.Optional(Type.Unknown())

/** One CloudEvent. Intuit's pages disagree on what `data` holds, so nothing relies on it. */
export const cloudEvent = Type.Object({
  id: Type.Optional(Type.String()),
  type: Type.String({ pattern: '^[\\w.-]{1,100}$' }),
  time: anything,
  intuitentityid: id,
  intuitaccountid: id,
})

/** The changes of one company in the older payload, and one of them. */
export const companyChanges = Type.Object({
  realmId: id,
  dataChangeEvent: Type.Object({ entities: Type.Array(Type.Unknown()) }),
})
const name = Type.String({ pattern: '^\\w{1,50}$' })
export const entityChange = Type.Object({ name, id, operation: name, lastUpdated: anything })

const types = ['', 'cloudevents+', 'cloudevents-batch+'].map(kind => `application/${kind}json`)

/** A batch, of all companies. Its items are checked one by one: after a 400 all would come again. */
export const endpoint = {
  formats: [json({ types })],
  payload: Type.Union([
    Type.Array(Type.Unknown()),
    Type.Object({ eventNotifications: Type.Array(Type.Unknown()) }),
  ]),
  headers: ['intuit-t-id'],
  // Intuit names no limit to a batch.
  maxBytes: 4_194_304,
  requiredHeaders: ['intuit-signature'],
}

export type Payload = Static<typeof endpoint.payload>
