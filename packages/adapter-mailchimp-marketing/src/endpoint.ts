import { form } from '@conduit/core'
import { audiencePayload } from '@conduit/lib-mailchimp'

/** One event per request, as a form; a GET while a webhook is saved. */
export const endpoint = {
  methods: ['GET'] as const,
  formats: [form()],
  payload: audiencePayload,
}
