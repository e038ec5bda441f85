import { furtherSecrets, learned, secret, settingsOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const word = (description: string) => Type.String({ pattern: '^\\S+$', description })
const signingKey = (description: string) => Type.String({ pattern: '^\\S{16,}$', description })

/** What connects one SurveyMonkey account. */
export const settings = settingsOf({
  clientId: word('Client id of the SurveyMonkey app; very old apps: their API key.'),
  signingSecret: secret(signingKey('Client secret of the same app.'), { proves: true }),
  previousSigningSecrets: furtherSecrets(
    signingKey('A client secret.'),
    'Further secrets of the same app: the old one while it is being replaced.',
  ),
  authorization: learned(
    secret(
      Type.String({
        minLength: 16,
        description:
          'The text given as `authorization` when the webhook was made, `Bearer …`. Where it is set, every event must carry it. With `surveyIds` it is chosen by itself.',
      }),
      { proves: true },
    ),
    { with: 'surveyIds' },
  ),
  accessToken: Type.Optional(
    secret(
      word(
        'Access token of the app. With the scopes `responses_read` and `responses_read_detail` responses are read; with `webhooks_read`, `webhooks_write` and `surveys_read` the webhooks are made by themselves.',
      ),
    ),
  ),
  surveyIds: Type.Optional(
    Type.Array(Type.String({ pattern: '^\\d{1,20}$', description: 'Id of a survey.' }), {
      minItems: 1,
      description:
        'Surveys to make webhooks for by itself. Without it a person makes them. A new survey has to be added.',
    }),
  ),
  accessUrl: Type.String({
    pattern: '^https://api\\.((eu\\.)?surveymonkey\\.com|surveymonkey\\.ca)$',
    default: 'https://api.surveymonkey.com',
    description:
      'Data centre of the account, `access_url` beside the token: `https://api.surveymonkey.com`, `https://api.eu.surveymonkey.com` or `https://api.surveymonkey.ca`.',
  }),
})

export type Settings = Static<typeof settings>
