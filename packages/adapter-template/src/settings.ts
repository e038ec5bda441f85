import { furtherSecrets, hidden, proving, settingsOf, word } from '@conduit/core'
import type { Static } from '@sinclair/typebox'

const key = { minLength: 16 }

/** What connects one account. The descriptions are all that the person who types it is told. */
export const settings = settingsOf({
  // Signatures are verified with it. From this core tells whom a proof speaks for.
  signingSecret: proving('Signing secret of the webhook.', key),
  // #region more settings
  previousSigningSecrets: furtherSecrets(
    word('A signing secret.', key),
    'Old secrets that still sign.',
  ),
  apiKey: hidden('Key that may read members, from Developer > API keys.', key),
  // #endregion
})

export type Settings = Static<typeof settings>
