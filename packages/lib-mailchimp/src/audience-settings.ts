import { oneOf, type PiiRow, piiCategories } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

/** Setting: what the account's own merge fields hold. */
export const mergeTags = Type.Optional(
  Type.Record(Type.String({ pattern: '^[A-Z0-9_]{1,50}$' }), oneOf(piiCategories), {
    additionalProperties: false,
    description:
      'Category of personal data by merge tag, for merge fields of your own: `{"SHOESIZE": "demographic"}`. Tags that are not listed count as what they say, else as free text.',
  }),
)

/** Setting: the audiences in which webhooks are registered. */
export const audienceIds = Type.Optional(
  Type.Array(Type.String({ pattern: '^[A-Za-z0-9]{1,40}$' }), {
    maxItems: 10,
    uniqueItems: true,
    description:
      'Audiences in which the webhook is registered by itself, by `apiKey`: their ids, `["a1b2c3d4e5"]` (Audience > Settings > Audience name and defaults).',
  }),
)

/** The settings that audience webhooks are registered and read by. */
export interface AudienceSettings {
  /** Signing secrets of the webhooks; none of them set and no key: webhooks from before signing. */
  readonly signingSecret?: string
  readonly previousSigningSecrets?: string[]
  readonly apiKey?: string
  readonly audienceIds?: string[]
  readonly mergeTags?: Static<typeof mergeTags>
}

/** Rows for `mergeTags`. They identify nobody: a field may hold somebody else's address. */
export function mergeTagRows({ mergeTags: own = {} }: AudienceSettings): readonly PiiRow[] {
  return Object.entries(own).flatMap(([tag, category]) => [
    { path: `/data/merges/${tag}`, category },
    { path: `/data/merges/${tag}/*`, category },
  ])
}
