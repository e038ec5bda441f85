import { hidden, learned, settingsOf, word } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const number = { pattern: '^\\d{1,20}$' }

/** What connects one Eventbrite organization. */
export const settings = settingsOf({
  organizationId: word(
    'Id of the organization that owns the webhooks; on old accounts that of the user.',
    number,
  ),
  webhookIds: learned(
    Type.Array(word('Id of a webhook.', number), {
      minItems: 1,
      description:
        'Webhooks that call the URL of this integration: the `id` in the answer that made each. Calls of others are refused.',
    }),
  ),
  privateToken: hidden(
    'Private token, or an OAuth token of the organization: makes the webhook, and reads orders and attendees. Without it nothing is read, and a notification stays what somebody claims.',
  ),
  apiBaseUrl: word(
    'Base of Eventbrite’s API. Another one only for a gateway of your own in front of it: it gets the token.',
    {
      pattern: '^https://[a-z0-9.-]+(:\\d{1,5})?(/[\\w.-]+)*$',
      default: 'https://www.eventbriteapi.com/v3',
    },
  ),
})

export type Settings = Static<typeof settings>
