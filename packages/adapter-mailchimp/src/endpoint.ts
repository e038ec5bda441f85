import { form } from '@conduit/core'
import { audiencePayload } from '@conduit/lib-mailchimp'
import { Type } from '@sinclair/typebox'

/** A batch of message events, list changes and inbound mails, up to 1,000. */
const batch = Type.Object({ mandrill_events: Type.Array(Type.Unknown()) })

/**
 * Forms of either product; HEAD or GET while a webhook is saved.
 * @see https://mailchimp.com/developer/transactional/docs/webhooks/
 */
export const endpoint = {
  methods: ['GET', 'HEAD'] as const,
  formats: [form({ json: ['mandrill_events'] })],
  payload: Type.Union([batch, audiencePayload]),
  // A full batch has some megabytes as a form; inbound mails bring their attachments.
  maxBytes: 16 * 1_048_576,
}
