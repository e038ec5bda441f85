import { learned, secret, settingsOf } from '@conduit/core'
import { Type } from '@sinclair/typebox'

const signingSecret = Type.String({ minLength: 8, description: 'A signing secret.' })

export const settings = settingsOf({
  signingSecret: learned(secret(signingSecret, { proves: true })),
  previousSigningSecrets: Type.Optional(
    secret(Type.Array(signingSecret, { description: 'Old ones.' }), { proves: true }),
  ),
  accounts: Type.Optional(
    Type.Array(Type.String(), { description: 'Accounts of this integration.' }),
  ),
  apiKey: Type.Optional(secret(Type.String({ description: 'Reads members and changes.' }))),
})

export const state = Type.Object({ cursor: Type.Optional(Type.String()) })
