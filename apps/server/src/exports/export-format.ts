import { piiCategories } from '@conduit/privacy'
import { requestTypes } from '@conduit/privacy/clock'
import { type Static, type TSchema, Type } from '@sinclair/typebox'

const moment = (description: string) =>
  Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
    description: `${description} ISO 8601, UTC.`,
  })
const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
const oneOf = <const Word extends string>(words: readonly Word[], description: string) =>
  Type.Union(
    words.map(word => Type.Literal(word)),
    { description },
  )
const exactly = { additionalProperties: false } as const
const integrationId = Type.String({
  description: 'The connection to a platform, as `platforms` has it.',
})
const count = (description: string) => Type.Integer({ minimum: 0, description })
const category = oneOf(piiCategories, 'Kind of personal data.')

/** An activity: that data of the person was processed, and of which kinds. Values are not kept. */
const activity = Type.Object(
  {
    id: Type.String(),
    receivedAt: moment('When the platform told of it.'),
    occurredAt: nullable(moment('When it happened, by the platform.')),
    type: Type.String({ description: "The platform's word for it." }),
    meaning: Type.String({ description: 'What it means for privacy.' }),
    verification: Type.String({ description: 'How it was proven.' }),
    fields: Type.Array(Type.Object({ path: Type.String(), category }, exactly), {
      description: 'Where in it there was data of the person, and of which kind.',
    }),
  },
  exactly,
)

const document = Type.Object(
  {
    object: Type.String({ description: "The platform's kind of object." }),
    id: Type.String({ description: 'Its id there.' }),
    within: Type.Optional(Type.Unknown({ description: 'Where it stands there.' })),
    data: Type.Unknown({ description: 'The object as the platform gave it.' }),
  },
  exactly,
)

const platform = Type.Object(
  {
    integrationId,
    platform: Type.String(),
    label: Type.String({ description: 'What the organisation calls the connection.' }),
    outcome: oneOf(
      ['read', 'nothing_found', 'cannot_be_read', 'left_out', 'failed'],
      'What became of asking the platform.',
    ),
    reason: nullable(Type.String({ description: 'Why, a word.' })),
    kindsOfData: Type.Array(
      Type.Object(
        {
          category,
          activities: count('In how many activities, of the newest 500.'),
          lastAt: moment('Of the last one.'),
        },
        exactly,
      ),
    ),
    activities: Type.Array(activity),
    documents: Type.Array(document),
  },
  exactly,
)

const statement = Type.Object(
  {
    state: oneOf(['granted', 'withdrawn'], 'What was said.'),
    saidAt: nullable(moment('When it was said.')),
    recordedAt: moment('When it was recorded.'),
    integrationId: nullable(integrationId),
    purpose: Type.String({ description: 'In the words of who said it.' }),
    legalBasis: nullable(Type.String()),
    givenThrough: nullable(Type.String()),
    method: nullable(Type.String()),
    verification: Type.String({ description: 'How it was proven.' }),
  },
  exactly,
)

const consent = Type.Object(
  {
    channel: Type.String(),
    purpose: Type.String(),
    state: oneOf(['granted', 'withdrawn'], 'What holds.'),
    since: nullable(moment('Since when.')),
    history: Type.Array(statement),
  },
  exactly,
)

const processing = Type.Object(
  {
    name: Type.String(),
    purposes: Type.Array(Type.String()),
    legalBasis: nullable(Type.String()),
    categories: Type.Array(category),
    recipients: Type.Array(Type.String()),
    transfers: Type.Array(
      Type.Object({ country: Type.String(), recipient: nullable(Type.String()) }, exactly),
    ),
    retention: nullable(Type.String()),
    integrationIds: Type.Array(integrationId),
  },
  exactly,
)

const leftOut = Type.Object(
  {
    what: oneOf(
      ['identifiers', 'records', 'objects'],
      'Identifiers of the person, what is on record, objects at the platform.',
    ),
    integrationId: nullable(integrationId),
    count: count('How many.'),
    reason: oneOf(
      ['not_proven', 'unsigned', 'too_much'],
      'Not proven to be the person’s; shown by nothing that is signed; more than a copy holds.',
    ),
  },
  exactly,
)

const identifier = Type.Object(
  {
    category: oneOf(['email', 'phone', 'account_id'], 'Its kind.'),
    integrationId,
    firstSeen: moment('When the platform showed it first.'),
  },
  exactly,
)

const request = {
  id: Type.String(),
  type: oneOf(requestTypes, 'What was asked for.'),
  receivedAt: moment('When it came.'),
  receivedOn: Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\d$',
    description: 'The day of receipt at the organisation.',
  }),
}

/** `data.json` of a copy: everything that is known of a person, and what platforms hold. */
export const exportSchema = Type.Object(
  {
    format: Type.Literal('conduit-copy/1'),
    controller: Type.Object(
      {
        name: Type.String(),
        contacts: Type.Array(Type.String(), { description: 'Whom to write to.' }),
      },
      { ...exactly, description: 'The organisation that answers for the data.' },
    ),
    request: Type.Object(
      { ...request, identityCheckedAt: nullable(moment('When the identity was checked.')) },
      exactly,
    ),
    copy: Type.Object(
      { id: Type.String(), begunAt: moment('When.'), collectedAt: moment('When.') },
      exactly,
    ),
    person: Type.Object(
      {
        shortName: Type.String(),
        namedBy: Type.Array(
          Type.Object({ category: identifier.properties.category, value: Type.String() }, exactly),
          { description: 'What the request named the person by.' },
        ),
        identifiers: Type.Array(identifier, {
          description: 'Identifiers by which the person is known. Their values are not kept.',
        }),
      },
      exactly,
    ),
    leftOut: Type.Array(leftOut, { description: 'What is not in this copy, and why.' }),
    requests: Type.Array(
      Type.Object(
        { ...request, status: Type.String(), closedAt: nullable(moment('When it was closed.')) },
        exactly,
      ),
    ),
    consents: Type.Array(consent),
    processing: Type.Array(processing, {
      description: 'What the data is for, and who gets it, as the organisation declares it.',
    }),
    platforms: Type.Array(platform),
  },
  { ...exactly, title: 'Copy of the data of a person' },
)

/** A copy as a whole. */
export type ExportDocument = Static<typeof exportSchema>

/** One platform of it. */
export type ExportedPlatform = ExportDocument['platforms'][number]

/** An activity of it. */
export type ExportedActivity = Static<typeof activity>

/** An object of it. */
export type ExportedDocument = Static<typeof document>

/** All of it but what is kept apart, because there may be much of it. */
export interface ExportSummary extends Omit<ExportDocument, 'platforms'> {
  readonly platforms: readonly Omit<ExportedPlatform, 'activities' | 'documents'>[]
}
