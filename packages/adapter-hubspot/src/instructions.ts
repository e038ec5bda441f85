/** How to connect. */
export const connecting = `HubSpot has one webhook URL for an app. Where the app is installed in several portals, each is an integration of its own with its \`portalId\`; the URL is that of any one of them, and the client secret stands in the server's options.
1. The *client secret* stands in the app's **Auth** tab: it is \`signingSecret\`. Enter *App ID* as \`appId\`, the Hub ID of the account as \`portalId\`.
2. New developer platform: in \`src/app/webhooks/*-hsmeta.json\` set \`config.settings.targetUrl\` to the webhook URL of this integration and upload with \`hs project upload\`. Older apps: **Webhooks > Target URL**. The URL must be the one that HubSpot reaches without a redirect; behind a proxy that changes it also enter \`publicUrl\`.
3. Subscribe to contact *creation*, *deletion*, *privacyDeletion*, *merge*, *restore*, and to *propertyChange* of email, firstname, lastname, phone, mobilephone and hs_email_optout, each by itself. Add deals, tickets and conversations if they are to be recorded. **Activate** each: they start paused.
4. To read contacts: scope \`crm.objects.contacts.read\`, and the token of a private app as \`accessToken\`, or \`refreshToken\` and \`clientId\` of OAuth.
5. Install the app in the portal, change a contact and see its event arrive. Settings take up to five minutes to work.`

/** How to erase a contact. */
export const erasing = `Deleting a contact only moves it to the recycle bin; it has to be *permanently deleted*. The target is the contact's record ID: \`https://app.hubspot.com/contacts/<hub id>/record/0-1/<record ID>\`.
1. Open it and see by name and e-mail address that it is the person. After a merge look for the other record IDs as well.
2. Choose **Actions > Delete**, *Permanently delete contact* (for privacy: it needs the account's data privacy settings to be on). Or call \`POST https://api.hubapi.com/crm/v3/objects/contacts/gdpr-delete\` with \`{"objectId":"<record ID>"}\` and the scope \`crm.objects.contacts.write\`: 204 means done. Give the record ID, not an e-mail address: an address that is no contact's is put on a blocklist for ever.
3. HubSpot finishes in the background, within 30 days. Open the record again and see that it is gone, in the recycle bin too.
4. Deals, tickets, notes and custom objects keep copies: look for name and e-mail address there. Exports and connected apps are not reached.
5. HubSpot reports the deletion as \`contact.privacyDeletion\` and \`contact.deletion\`: that is the echo of this erasure and no new request.`
