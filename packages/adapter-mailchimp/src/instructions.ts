/** How to connect. */
export const connecting = `**Mailchimp Transactional** (\`product: transactional\`), a paid plan:
1. In Transactional open **Settings > Webhooks > Add a webhook** (or call \`webhooks/add\`). Choose all message events and the list changes (denylist, allowlist).
2. *Post to URL*: the webhook URL of this integration. It is called at once with HEAD and must answer 200.
3. Copy the *key* of the new webhook (\`auth_key\`, not the API key) into \`signingSecret\`. Until then events are answered 503 and repeated.
4. The URL itself is signed. If it was registered in another form than it is shown here, with another host or order of its query, put it into \`webhookUrl\` exactly as it is registered.
5. For inbound mail set the MX records, add a route (**Inbound > Domains > Routes**) with the same URL, and put the key of its webhook (\`webhooks/list\`) into \`previousSigningSecrets\`.

With \`apiKey\`, a key of Transactional, 1 to 4 happen by themselves, as long as no \`signingSecret\` was entered.

**Audience webhooks** (\`product: marketing\`): in Mailchimp **Audience > Settings > Webhooks > Create new webhook** with this URL; copy the *signing secret*, which is shown only once, into \`signingSecret\`. With \`apiKey\` and \`audienceIds\` this happens by itself. For new connections prefer the integration *Mailchimp Marketing*.`

/** What the key does not do. */
export const connectingTheRest =
  'there is nothing to do there, unless inbound mail of Transactional is wanted, which comes to another address: make a further integration for it, without `apiKey`.'

/** How to erase a recipient. */
export const erasing = `**Mailchimp Transactional** has no call that erases one recipient. Do for each e-mail address:
1. Cancel what is still to be sent: \`messages/list-scheduled\` with \`to\`, then \`messages/cancel-scheduled\` for each id.
2. Take the address off the allowlist: \`allowlists/delete\`; phone numbers off the SMS denylist: \`rejects/delete-sms\`.
3. Decide on the denylist. Keep the entry where the person unsubscribed or complained: without it mail to them is possible again. Replace its comment by a neutral one (\`rejects/add\`) and record it as retained. Otherwise \`rejects/delete\`; \`deleted: false\` or the error \`Invalid_Reject\` means that nothing was there.
4. Contents of messages disappear after 30 days; the activity log only with time or through Mailchimp's support. Record the erasure as partial until then.
5. Delete inbound mails of the person where they were passed on to.

**Audience** (\`product: marketing\`): permanently delete the contact in every audience, archived contacts too (**Actions > Permanently delete**, or \`POST /3.0/lists/{list_id}/members/{hash}/actions/delete-permanent\`, hash = MD5 of the address in lower case; 404 means done). Archiving erases nothing.`
