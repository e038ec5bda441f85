import { secret, settingsOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const key = (description: string) => Type.String({ minLength: 16, description })

/** What connects one account. The descriptions are all that the person who types it is told. */
export const settings = settingsOf({
  // `proves`: signatures are verified with it. From this core tells whom a proof speaks for.
  signingSecret: secret(key('Signing secret of the webhook.'), { proves: true }),
  // #region more settings
  previousSigningSecrets: Type.Optional(
    secret(Type.Array(key('An old secret that still signs.')), { proves: true }),
  ),
  apiKey: Type.Optional(secret(key('Key that may read members, from Developer > API keys.'))),
  // #endregion
})

export type Settings = Static<typeof settings>
