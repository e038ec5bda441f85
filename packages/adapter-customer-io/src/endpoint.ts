import { json } from '@conduit/core'
import { Type } from '@sinclair/typebox'

/** One event per request. Any JSON is taken: one call refused would hold up all that come after it. */
export const endpoint = { formats: [json()], payload: Type.Unknown() }
