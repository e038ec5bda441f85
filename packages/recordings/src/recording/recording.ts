import type { JsonObject } from '@conduit/core'
import { piiCategories, privacyMeanings } from '@conduit/privacy'
import { type Static, type TSchema, Type } from '@sinclair/typebox'

const oneOf = <const T extends string>(values: readonly T[]) =>
  Type.Union(values.map(value => Type.Literal(value)))

const texts = Type.Record(Type.String(), Type.String())
const list = <T extends TSchema>(schema: T) => Type.Optional(Type.Array(schema))

const identifier = Type.Object({
  category: oneOf(['email', 'phone', 'account_id']),
  value: Type.String(),
})
const person = Type.Object({ identifiers: Type.Array(identifier) })

const event = Type.Object({
  type: Type.String(),
  meaning: oneOf(privacyMeanings),
  occurredAt: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  identifiers: list(identifier),
  subject: Type.Optional(Type.Union([person, Type.Null()])),
  tenant: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
})

const pii = Type.Object({
  path: Type.String({ pattern: '^(/|$)' }),
  category: oneOf(piiCategories),
  in: Type.Optional(Type.String({ pattern: '^(request\\.body|(fetchback|poll)/\\d+)$' })),
})

const request = Type.Object({
  method: Type.String(),
  path_suffix: Type.String({ pattern: '^/' }),
  query: Type.Optional(texts),
  headers: Type.Optional(texts),
  body: Type.Optional(Type.String()),
  url: Type.Optional(Type.String({ pattern: '^https?://' })),
})

/** A call that the adapter must make, and what the platform answers. */
export const scriptedCall = Type.Object({
  request: Type.Object({
    method: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
    path: Type.Optional(Type.String()),
    matchQuery: Type.Optional(
      Type.Union([
        Type.Array(Type.String()),
        Type.Record(
          Type.String(),
          Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
        ),
      ]),
    ),
    headers: Type.Optional(texts),
    body: Type.Optional(Type.String()),
    bodyMatch: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  }),
  response: Type.Object({
    status: Type.Integer({ minimum: 100, maximum: 599 }),
    headers: Type.Optional(texts),
    body: Type.Optional(Type.String()),
  }),
  expect: Type.Optional(Type.Object({ pii: list(pii) })),
})

const expectation = Type.Object({
  status: Type.Integer({ minimum: 100, maximum: 599 }),
  responseBody: Type.Optional(Type.String()),
  responseBodyCompare: Type.Optional(oneOf(['exact', 'xml-equivalent'])),
  responseContentType: Type.Optional(Type.String()),
  responseHeadersAbsent: list(Type.String()),
  deliveryId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  events: list(event),
  subject: Type.Optional(Type.Union([person, Type.Null()])),
  otherSubjects: list(person),
  pii: list(pii),
  duplicate: Type.Optional(Type.Boolean()),
  ignoredEvents: list(Type.Object({ type: Type.String() })),
  rejected: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Array(Type.Unknown())])),
  consent: list(
    Type.Object({
      identifier: Type.Optional(identifier),
      meaning: oneOf(['consent.granted', 'consent.withdrawn']),
      channel: Type.Optional(Type.String()),
      purpose: Type.Optional(Type.String()),
    }),
  ),
  cursor: Type.Optional(Type.Unknown()),
  nextPageToken: Type.Optional(Type.String()),
  retryAfterSeconds: Type.Optional(Type.Number()),
  outcome: Type.Optional(
    oneOf(['ok', 'partial', 'rate_limited', 'upstream_error', 'auth_failed', 'skipped']),
  ),
  mustNotFetch: Type.Optional(
    Type.Union([Type.Boolean(), Type.String(), Type.Array(Type.String())]),
  ),
})

/**
 * A recorded delivery, or a recorded poll, and what must come of it. Keys that are not named here
 * (`source`, `note`, `why` and the like) are for readers.
 */
export const recordingSchema = Type.Object({
  name: Type.Optional(Type.String()),
  /** Version of the platform's API that it shows, as the platform writes it. */
  version: Type.Optional(Type.String()),
  receivedAt: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$' }),
  credentials: Type.Unsafe<JsonObject>(Type.Record(Type.String(), Type.Unknown())),
  request: Type.Optional(request),
  poll: Type.Optional(Type.Object({ request, responses: Type.Array(scriptedCall) })),
  fetchback: list(scriptedCall),
  precededBy: Type.Optional(Type.String()),
  expect: expectation,
})

/** See `recordingSchema`. */
export type Recording = Static<typeof recordingSchema>
/** A call that the adapter must make, and what the platform answers. */
export type ScriptedCall = Static<typeof scriptedCall>
/** A request to one of our endpoints, as it was recorded. */
export type RecordedRequest = Static<typeof request>
