import { furtherSecrets, hidden, learned, oneOf, proving, settingsOf, word } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const key = { pattern: '^\\S{16,}$' }
const previous =
  'Further keys: those of other workspaces with the same URL, or of the webhook that a new one replaces.'

/** What connects a Customer.io workspace. */
export const settings = settingsOf({
  signingSecret: learned(
    proving('Signing key of the reporting webhook as it is shown; do not decode it.', key),
  ),
  previousSigningSecrets: furtherSecrets(word('A signing key.', key), previous),
  region: oneOf(['us', 'eu'], { default: 'us', description: 'Where the workspace is kept.' }),
  toleranceSeconds: Type.Integer({
    default: 300,
    minimum: 60,
    maximum: 604_800,
    description:
      'How far the time of sending may be from now, in seconds. Widen it if retries are refused as too old: one refused call holds up all after it.',
  }),
  appApiKey: hidden(
    'App API key: reads preferences of which a webhook says only that they changed, and people for copies; where it may write reporting webhooks, the webhook is made by itself.',
    key,
  ),
  siteId: hidden(
    'Site ID of the Track API: with `trackApiKey` and `appApiKey` the workspace is told what people decide elsewhere, and people are suppressed who are to be erased.',
  ),
  trackApiKey: hidden('API key of the Track API, the one beside `siteId`.', key),
})

/** What `settings` holds. */
export type Settings = Static<typeof settings>
