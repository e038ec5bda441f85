import { json } from '@conduit/core'
import { Type } from '@sinclair/typebox'

/** One event, or several in a list that the mapping names. */
export const endpoint = {
  formats: [json()],
  payload: Type.Union([Type.Object({}), Type.Array(Type.Unknown())]),
  headers: ['webhook-id', 'svix-id'],
}
