import { defineAdapter, jweToken, webhooksState } from '@conduit/core'
import { audience } from '@conduit/lib-mailchimp'
import { endpoint } from './endpoint.ts'
import { settings } from './settings.ts'

export default defineAdapter({
  ...audience,
  name: 'mailchimp-marketing',
  title: 'Mailchimp Marketing',
  settings,
  state: webhooksState,
  endpoint,
  authenticate: jweToken(),
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
