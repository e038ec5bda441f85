import { json } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const id = Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\d{1,20}$' })])
const anything = Type.Optional(Type.Unknown())
const recordType = '[A-Za-z]\\w{0,63}'

/** What our script sends. */
const envelope = Type.Object({
  eventId: anything,
  accountId: Type.String({ minLength: 1, maxLength: 64 }),
  eventType: Type.String({ pattern: `^${recordType}\\.[A-Za-z]{1,40}$` }),
  recordId: id,
  timestamp: anything,
  changedFields: anything,
  record: Type.Optional(Type.Union([Type.Object({}), Type.Null()])),
})

/** `JSON.stringify(context.newRecord)`, which many scripts send. */
const rawRecord = Type.Object({
  id,
  type: Type.String({ pattern: `^${recordType}$` }),
  fields: Type.Object({}),
  sublists: anything,
})

/** A row of a saved search, `JSON.stringify(result)`. */
const searchRow = Type.Object({
  id,
  recordType: Type.String({ pattern: `^${recordType}$` }),
  values: Type.Object({}),
})

/** One record per call. */
export const endpoint = {
  path: '/webhook/event',
  formats: [json()],
  payload: Type.Union([envelope, rawRecord, searchRow]),
  headers: ['x-netsuite-event-id'],
  requiredHeaders: ['x-netsuite-signature'],
}

export type Payload = Static<typeof endpoint.payload>
export type RawRecord = Static<typeof rawRecord> | Static<typeof searchRow>
