/** How to connect. */
export const connecting = `1. At **eventbrite.com > Account Settings > Developer Links > API Keys** create a key and copy its *private token* into \`privateToken\`. \`GET https://www.eventbriteapi.com/v3/users/me/organizations/\` with the header \`Authorization: Bearer <private token>\` lists the ids for \`organizationId\`.
2. Make the webhook: \`POST https://www.eventbriteapi.com/v3/organizations/<organization id>/webhooks/\` with the same header, \`Content-Type: application/json\` and \`{"endpoint_url":"<webhook URL>","actions":"order.placed,order.updated,order.refunded,attendee.updated,attendee.checked_in,attendee.checked_out"}\`. The actions are one text; without \`event_id\` it is for all events.
3. Enter the \`id\` of the answer in \`webhookIds\`. Until then the integration is pending and answers 503.
4. **Account Settings > Developer Links > Webhooks > Test** must show status 200. Nothing in front of this server may ever answer 410: Eventbrite would delete the webhook for good.

With \`privateToken\`, and without \`webhookIds\`, steps 2 and 3 happen by themselves; a webhook that was deleted is made again within a day.`

/** How to erase a buyer or an attendee. */
export const erasing = `Eventbrite has no API that deletes or changes an order or an attendee. The plan names orders and attendees (with their event).
1. Look for more under **Orders** of each event, by e-mail address and by name: a buyer may have bought for others, and others for this person.
2. Ask Eventbrite to erase them, through its privacy request form or the support form, as the organiser who is the controller, and give order numbers, attendee and event ids. The person can also close their own Eventbrite account.
3. Delete the person from contact lists and campaigns, from exports and from apps that are connected to the account.
4. When Eventbrite has answered, read each order and attendee again: name and e-mail address must be replaced, or the answer be 404. Keep its answer as evidence.`
