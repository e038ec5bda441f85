/** How to connect. */
export const connecting = `Each audience has webhooks of its own. In Mailchimp open **Audience > Settings > Webhooks > Create new webhook** (or call \`POST /3.0/lists/{list_id}/webhooks\`):

1. *Callback URL*: the webhook URL of this integration. Mailchimp calls it at once and must get 200. It refuses the same URL twice in one audience, also with another query string.
2. *Events*: subscribes, unsubscribes, profile updates, cleaned address, email changed; leave campaign sending off. By API send all six flags.
3. *Sources*: subscriber, account admin and API, so that changes made by other systems are seen as well.
4. Copy the *signing secret* that is shown now, and never again, into \`signingSecret\`. Until it is there signed events are answered 503 and Mailchimp repeats them for 75 minutes. A lost secret means: delete the webhook, create a new one.
5. For a further audience repeat this with the same URL and put its secret into \`previousSigningSecrets\`.

A webhook that shows no secret was created before Mailchimp signed. Recreate it; until then its events are recorded as unsigned.

With \`apiKey\` and \`audienceIds\` all this happens by itself, as long as no \`signingSecret\` was entered. A webhook of this server that was made by hand in one of these audiences has to be deleted first.`

/** How to erase a contact. */
export const erasing = `Do this in every audience of the account: archived contacts do not appear in the search of the whole account.

1. Find the contact by the e-mail address in each audience, archived ones too (\`GET /3.0/lists/{list_id}/members/{hash}\`, hash = MD5 of the address in lower case).
2. Choose **Actions > Permanently delete** (\`POST …/members/{hash}/actions/delete-permanent\`: 204 done, 404 nothing there or done before). *Archive* and \`DELETE …/members/{hash}\` keep everything and erase nothing.
3. Where a shop is connected delete its copy: \`DELETE /3.0/ecommerce/stores/{store_id}/customers/{customer_id}\`.
4. It cannot be undone: the address comes back only if the person fills in a Mailchimp form. Stop other systems from writing it again; they would get the error “Forgotten Email Not Subscribed”.

An *unsubscribe* with the action *delete* may arrive afterwards: that is this deletion.`
