import { json } from '@conduit/core'
import { type Static, type TSchema, Type } from '@sinclair/typebox'

const orNull = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))

/** `object: "event"`: the whole API object in `data.object`. */
const snapshot = Type.Object({
  id: Type.String({ minLength: 1 }),
  object: Type.Literal('event'),
  type: Type.String({ minLength: 1 }),
  created: Type.Optional(Type.Number()),
  data: Type.Object({ object: Type.Object({}) }),
})

/** `object: "v2.core.event"`: an id, and where to read the object. */
const thin = Type.Object({
  id: Type.String({ minLength: 1 }),
  object: Type.Literal('v2.core.event'),
  type: Type.String({ minLength: 1 }),
  created: Type.Optional(Type.String()),
  context: orNull(Type.String()),
  snapshot_event: orNull(Type.String()),
  related_object: orNull(Type.Object({ url: Type.Optional(Type.String()) })),
})

export type Snapshot = Static<typeof snapshot>
export type Thin = Static<typeof thin>

/** One event per request, in either style. @see https://docs.stripe.com/event-destinations */
export const endpoint = {
  // These members open the object to whoever reads them.
  formats: [json({ strip: ['client_secret', 'receipt_url', 'hosted_invoice_url', 'invoice_pdf'] })],
  payload: Type.Union([snapshot, thin]),
  requiredHeaders: ['stripe-signature'],
}
