import { json } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

// #region item
/** One event of a batch, checked by itself: a strange one must not take its neighbours along. */
export const item = Type.Object({
  id: Type.String({ minLength: 1 }),
  type: Type.String({ minLength: 1 }),
  at: Type.Optional(Type.String()),
  member: Type.Optional(Type.Object({ id: Type.Optional(Type.String()) })),
})
export type Item = Static<typeof item>
// #endregion

/** Of the body only what `parseEvent` relies on: platforms add members without telling. */
export const endpoint = {
  // #region envelope
  methods: ['GET'] as const,
  // Whoever has this link is logged in as the member: nobody behind the decoder may see it.
  formats: [json({ strip: ['login_link'] })],
  payload: Type.Object({ delivery: Type.String(), events: Type.Array(Type.Unknown()) }),
  // Without them a call is refused before its body is read.
  requiredHeaders: ['x-lane-signature', 'x-lane-timestamp'],
  // #endregion
}

export type Payload = Static<typeof endpoint.payload>
