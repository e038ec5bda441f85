import type { PiiRow } from '@conduit/core'
import {
  finding,
  furtherSecrets,
  needs,
  oneOf,
  piiCategories,
  secret,
  settingsOf,
} from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const text = (pattern: string, description: string) => Type.String({ pattern, description })

const field = settingsOf({
  name: text('^[A-Za-z]\\w*(\\.[A-Za-z]\\w*)*$', 'API name, with dots through a relationship.'),
  category: oneOf(piiCategories, { description: 'Kind of personal data.' }),
  identifies: Type.Optional(
    Type.Boolean({ description: 'It finds the person: `email`, `phone`, `account_id` only.' }),
  ),
})
const key = text(
  '^\\S{16,}$',
  'With it callouts and relays sign JSON. Once it is set, unsigned JSON is refused.',
)
const oldKeys = 'Old secrets, accepted until every callout signs with the new one.'
const unsigned = {
  description:
    'Refuse outbound messages (SOAP), which Salesforce cannot sign: for who uses callouts only.',
}

/** What connects one Salesforce organisation. */
export const settings = settingsOf({
  organizationId: text(
    '^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$',
    'Organization ID, 15 or 18 characters: Setup > Company Information. Others are refused.',
  ),
  signingSecret: Type.Optional(secret(key, { proves: true })),
  previousSigningSecrets: furtherSecrets(key, oldKeys),
  onlySigned: Type.Optional(Type.Boolean(unsigned)),
  fields: Type.Optional(
    Type.Array(field, { description: 'Custom and further fields that hold personal data.' }),
  ),
  instanceUrl: Type.Optional(
    text(
      '^https://([\\w-]+\\.)+salesforce\\.(com|mil)/?$',
      'My Domain address: records that CDC left out are read there.',
    ),
  ),
  clientId: Type.Optional(
    text(
      '^\\S+$',
      'Consumer key of an app for client credentials. Where its user may delete and edit records, people are erased by it.',
    ),
  ),
  clientSecret: Type.Optional(
    secret(text('^\\S+$', 'Consumer secret of the same app.'), { opens: true }),
  ),
})

export type Settings = Static<typeof settings>

/** First 15 characters of the id: the other three are a checksum and may be missing. */
export const accounts = (own: Settings): readonly string[] => [own.organizationId.slice(0, 15)]

/** Settings that mean something only together. */
export const check = (own: Settings) => [
  ...needs(own, 'instanceUrl', 'clientId', 'clientSecret'),
  ...needs(own, 'clientId', 'instanceUrl'),
  ...needs(own, 'clientSecret', 'instanceUrl'),
  ...needs(own, 'onlySigned', 'signingSecret'),
]

/** Rows for the fields that the operator mapped; with `/*` for compound ones. */
export function rows({ fields = [] }: Settings): readonly PiiRow[] {
  return fields.flatMap(({ name, category, identifies = false }) => {
    const row = identifies ? finding(category) : { category }
    const path = `/${name.replaceAll('.', '/')}`
    return [
      { path, ...row },
      { path: `${path}/*`, ...row },
    ]
  })
}
