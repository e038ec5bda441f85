import { furtherSecrets, hidden, learned, proving, settingsOf, word } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const key = { pattern: '^\\S{16,}$' }

/** What connects one SurveyMonkey account. */
export const settings = settingsOf({
  clientId: word('Client id of the SurveyMonkey app; very old apps: their API key.'),
  signingSecret: proving('Client secret of the same app.', key),
  previousSigningSecrets: furtherSecrets(
    word('A client secret.', key),
    'Further secrets of the same app: the old one while it is being replaced.',
  ),
  authorization: learned(
    proving(
      'The text given as `authorization` when the webhook was made, `Bearer …`. Where it is set, every event must carry it. With `surveyIds` it is chosen by itself.',
      { minLength: 16 },
    ),
    { with: 'surveyIds' },
  ),
  accessToken: hidden(
    'Access token of the app. With the scopes `responses_read` and `responses_read_detail` responses are read; with `webhooks_read`, `webhooks_write` and `surveys_read` the webhooks are made by themselves; with `responses_write`, `collectors_read`, `collectors_write`, `contacts_read` and `contacts_write` people are erased.',
  ),
  surveyIds: Type.Optional(
    Type.Array(word('Id of a survey.', { pattern: '^\\d{1,20}$' }), {
      minItems: 1,
      description:
        'Surveys to make webhooks for by itself. Without it a person makes them. A new survey has to be added.',
    }),
  ),
  anonymousAnswersIdentify: Type.Boolean({
    default: false,
    description:
      'An e-mail address or phone number that somebody writes into a contact question finds that person in an anonymous survey as well. The survey has promised otherwise: switch it on only if you have to find people in it, and say so in the survey.',
  }),
  accessUrl: word(
    'Data centre of the account, `access_url` beside the token: `https://api.surveymonkey.com`, `https://api.eu.surveymonkey.com` or `https://api.surveymonkey.ca`.',
    {
      pattern: '^https://api\\.((eu\\.)?surveymonkey\\.com|surveymonkey\\.ca)$',
      default: 'https://api.surveymonkey.com',
    },
  ),
})

export type Settings = Static<typeof settings>
