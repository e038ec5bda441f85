import { furtherSecrets, secret } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const word = (description: string) => Type.String({ pattern: '^\\S+$', description })
const signingKey = (description: string) => Type.String({ pattern: '^\\S{16,}$', description })

/** What connects one SurveyMonkey account. */
export const settings = Type.Object(
  {
    clientId: word('Client id of the SurveyMonkey app; very old apps: their API key.'),
    signingSecret: secret(signingKey('Client secret of the same app.'), { proves: true }),
    previousSigningSecrets: furtherSecrets(
      signingKey('A client secret.'),
      'Further secrets of the same app: the old one while it is being replaced.',
    ),
    authorization: Type.Optional(
      secret(
        Type.String({
          minLength: 16,
          description:
            'The text given as `authorization` when the webhook was made, `Bearer …`. Where it is set, every event must carry it.',
        }),
        { proves: true },
      ),
    ),
    accessToken: Type.Optional(
      secret(word('Access token that may read responses. Without it no response is read.')),
    ),
    accessUrl: Type.String({
      pattern: '^https://api\\.((eu\\.)?surveymonkey\\.com|surveymonkey\\.ca)$',
      default: 'https://api.surveymonkey.com',
      description:
        'Data centre of the account, `access_url` beside the token: `https://api.surveymonkey.com`, `https://api.eu.surveymonkey.com` or `https://api.surveymonkey.ca`.',
    }),
  },
  { additionalProperties: false },
)

export type Settings = Static<typeof settings>
