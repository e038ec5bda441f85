import { Type } from '@sinclair/typebox'

/**
 * A decoded audience webhook: one event, everything in it a text.
 * @see https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/
 */
export const audiencePayload = Type.Object({ type: Type.String({ minLength: 1 }) })
