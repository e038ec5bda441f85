import { defineAdapter, jweToken, webhooksState } from '@conduit/core'
import { audience } from '@conduit/lib-mailchimp'
import { endpoint } from './endpoint.ts'
import { connecting, erasing } from './instructions.ts'
import { settings } from './settings.ts'

export default defineAdapter({
  ...audience,
  name: 'mailchimp-marketing',
  title: 'Mailchimp Marketing',
  settings,
  state: webhooksState,
  endpoint,
  authenticate: jweToken(),
  instructions: connecting,
  redact: erasing,
})
