/** How a person connects an account. */
export const connecting = `**System webhooks** are signed, and open to accounts with Advanced KDP and to app partners by OAuth; others get an error from \`/api/webhooks\`.

1. Think up a secret of at least 16 characters and give it to this integration as \`signingSecret\`.
2. \`GET https://a.klaviyo.com/api/webhook-topics\` lists the topics. Then, with a key of the scope \`webhooks:write\` and the headers \`revision: 2026-07-15\` and \`Content-Type: application/vnd.api+json\`, \`POST https://a.klaviyo.com/api/webhooks\`:
   \`{"data":{"type":"webhook","attributes":{"name":"Conduit","endpoint_url":"<webhook URL>","secret_key":"<signingSecret>"},"relationships":{"webhook-topics":{"data":[{"type":"webhook-topic","id":"event:klaviyo.unsubscribed_from_email_marketing"}]}}}}\`
3. Keep the \`id\` of the answer as \`webhookId\`.
4. After an outage of two days Klaviyo switches the webhook off: \`PATCH /api/webhooks/{id}\` with \`"enabled": true\`.

With an \`apiKey\` of the scopes \`webhooks:read\` and \`webhooks:write\`, and without \`signingSecret\`, \`webhookId\` and \`flowSecret\`, all this happens by itself, and what Klaviyo switches off is switched on again within a day.

**Flow webhooks**, for all accounts, are not signed: they are recorded, but open no request and lift nothing.

1. Think up a header name, such as \`X-Flow-Secret\`, and a secret: \`flowSecretHeader\`, \`flowSecret\`.
2. In a flow add the step Webhook (the editor asks for two-step authentication): the webhook URL, that header, and as body, with the topic of this flow:
   \`{"source":"klaviyo-flow","event_id":"{{ event|lookup:'$event_id' }}","topic":"event:klaviyo.unsubscribed_from_email_marketing","profile":{"id":"{{ person.KlaviyoID }}","email":"{{ email }}"}}\`
   Values are put in as they are: a name with a quotation mark would break the JSON, and the event would be lost.

To learn whom an event speaks of that holds only a profile's id, give a private key with \`profiles:read\` as \`apiKey\`.`

/** How a person erases a profile. */
export const erasing = `Look the profile up in Klaviyo by the id listed and note its e-mail address and phone number. Choose Profile actions > Delete profile, tick that it is a data privacy request, and look under Settings whether it stands among the deleted profiles. Do the same with every other profile of that address or number.
By the API (scope data-privacy:write): POST https://a.klaviyo.com/api/data-privacy-deletion-jobs with {"data":{"type":"data-privacy-deletion-job","attributes":{"profile":{"data":{"type":"profile","id":"<id>"}}}}}, one job for each identifier, exactly one in each: "id", or "attributes" with "email" or "phone_number". 202 is accepted, 404 is nobody any more; done when GET /api/profiles/<id> answers 404.
Klaviyo keeps the identifier as proof, and past events without their content. An import makes the person anew: stop what feeds Klaviyo first. Do not suppress the address afterwards, which would create the profile again.`
