import { oneOf, piiCategories, privacyMeanings, settingsOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'
import { commonTypes } from './tables.ts'

const pointer = (description: string) => Type.String({ description })
const pointerOrNull = (description: string) =>
  Type.Union([Type.String(), Type.Null()], { description, default: null })

const field = settingsOf({
  pointer: pointer('JSON Pointer within the event; a token `*` is each element or member.'),
  category: oneOf(piiCategories, { description: 'Category of personal data.' }),
  open: Type.Optional(
    Type.Boolean({
      description:
        'The pointer leads to a container whose names others choose. Each text in it counts as what its name says, else as what its form says, else as `category`; with `subject` an e-mail address or phone number finds the person where its name says that it is theirs.',
    }),
  ),
  subject: Type.Boolean({
    description: 'The value finds the person; counts for `email`, `phone` and `account_id`.',
    default: false,
  }),
  required: Type.Boolean({
    description: 'A delivery without this value is refused with 400.',
    default: false,
  }),
})

const defaultTypes = Object.fromEntries(
  commonTypes.flatMap(({ types, meaning }) => types.map(type => [type, meaning])),
)

/** How the operator's events are read: JSON Pointers (RFC 6901) to what they hold. */
export const mapping = Type.Object(
  {
    root: Type.String({
      description: 'Pointer to the list of events in the body; empty: the body is the one event.',
      default: '',
    }),
    type: pointer('Pointer to the type, a text, within the event. The type is kept in clear.'),
    occurredAt: pointerOrNull(
      'Pointer to the time: ISO 8601 with its offset, or Unix seconds or milliseconds.',
    ),
    id: pointerOrNull(
      'Pointer to the id of the event, for unsigned deliveries. It is shown in clear: never the id of a person.',
    ),
    types: Type.Record(Type.String(), oneOf(privacyMeanings), {
      description: 'Privacy meaning of each type; `payment.*` is a family.',
      default: defaultTypes,
    }),
    fallbackMeaning: oneOf(privacyMeanings, {
      description: 'Meaning of every other type.',
      default: 'processing',
    }),
    fields: Type.Array(field, {
      description: 'Where personal data stands. What is not named here is not kept in any form.',
    }),
  },
  { additionalProperties: false, description: 'How your events are read.' },
)

export type Mapping = Static<typeof mapping>
