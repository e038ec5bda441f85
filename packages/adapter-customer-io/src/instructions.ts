/** How to connect. */
export const connecting = `In Customer.io open **Data & Integrations > Integrations > Reporting Webhooks > Add Reporting Webhook**:
1. *Webhook endpoint*: the webhook URL of this integration.
2. *Events*: subscribed, unsubscribed and subscription preferences changed of *Customer*; of each channel the metrics to be recorded, unsubscribed and marked as spam at least.
3. *Send frequency*: first open and click only is enough. *Body content*: off, or it copies all messages here; with it off, give \`appApiKey\` so that changed preferences can be read.
4. Save, open the webhook again and copy its *signing key* from the page into \`signingSecret\`, as it is. No API returns it. Until it is there events are answered 503 and wait in their queue, for 7 days at most.
5. For another workspace do the same with the same URL; its key goes into \`previousSigningSecrets\`. Set \`region\` to \`eu\` for a workspace in the EU.

By API: \`POST /v1/reporting_webhooks\`, where the event is called \`customer_subscription_preferences_changed\`. With an \`appApiKey\` that may write reporting webhooks steps 1 to 3 happen by themselves, under the name *Conduit*: begin at step 4.`

/** How to erase a person. */
export const erasing = `Suppress the person: this deletes the profile, blocks its identifiers and redacts its activity. It is permanent.
1. In Customer.io open **People**, find the person by id or e-mail address, choose to delete *and suppress* them. Do it for the id and for the e-mail address where the workspace uses both.
   By API: \`POST https://track.customer.io/api/v1/customers/{identifier}/suppress\` (EU: track-eu.customer.io, HTTP Basic with site id and API key). \`{identifier}\` is the id, the e-mail address, or \`cio_\` and the cio_id, percent-encoded; a phone number only in version 2, \`POST /api/v2/entity\`.
2. Deleting without suppressing is not enough: the person comes back with the next call that names them, and past activity stays.
3. The answer is 200 for unknown people too. Look again after some minutes: \`GET /v1/customers?email=…\` of the App API must find nobody.
4. Lists of bounces and complaints of the e-mail provider (\`/v1/esp/suppression/…\`) stop mail to dead addresses: keep them and record them as retained, unless the person objects.

Events that follow, \`email_dropped\` for one, speak of the suppression; their identifiers may be blank.`
