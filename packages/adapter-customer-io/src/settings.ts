import { furtherSecrets, learned, oneOf, secret, settingsOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const key = (description: string) => Type.String({ pattern: '^\\S{16,}$', description })
const proves = { proves: true }
const previous =
  'Further keys: those of other workspaces with the same URL, or of the webhook that a new one replaces.'

/** What connects a Customer.io workspace. */
export const settings = settingsOf({
  signingSecret: learned(
    secret(key('Signing key of the reporting webhook as it is shown; do not decode it.'), proves),
  ),
  previousSigningSecrets: furtherSecrets(key('A signing key.'), previous),
  region: oneOf(['us', 'eu'], { default: 'us', description: 'Where the workspace is kept.' }),
  toleranceSeconds: Type.Integer({
    default: 300,
    minimum: 60,
    maximum: 604_800,
    description:
      'How far the time of sending may be from now, in seconds. Widen it if retries are refused as too old: one refused call holds up all after it.',
  }),
  appApiKey: Type.Optional(
    secret(
      key(
        'App API key: reads preferences of which a webhook says only that they changed; where it may write reporting webhooks, the webhook is made by itself.',
      ),
    ),
  ),
})

/** What `settings` holds. */
export type Settings = Static<typeof settings>
