import { oneOf, type PiiRow, piiCategories } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

/** Setting: what the account's own merge fields hold. */
export const mergeTags = Type.Optional(
  Type.Record(Type.String({ pattern: '^[A-Z0-9_]{1,50}$' }), oneOf(piiCategories), {
    additionalProperties: false,
    description:
      'Category of personal data by merge tag, for merge fields of your own: `{"SHOESIZE": "demographic"}`. Tags that are neither known nor listed count as free text.',
  }),
)

/** The settings that audience webhooks are read by. */
export interface AudienceSettings {
  /** Signing secrets of the webhooks; none of them set: webhooks from before signing. */
  readonly signingSecret?: string
  readonly previousSigningSecrets?: readonly string[]
  readonly mergeTags?: Static<typeof mergeTags>
}

/** Rows for `mergeTags`. They identify nobody: a field may hold somebody else's address. */
export function mergeTagRows({ mergeTags: own = {} }: AudienceSettings): readonly PiiRow[] {
  return Object.entries(own).flatMap(([tag, category]) => [
    { path: `/data/merges/${tag}`, category },
    { path: `/data/merges/${tag}/*`, category },
  ])
}
