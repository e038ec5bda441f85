/** How to connect. */
export const connecting = `SynXis never calls: it is asked for changes, and nothing is set up there by a click.
1. Ask the hotel's account manager (Aven Hospitality, formerly Sabre) for API credentials with the access point *Reservation Services*, or *Property Hub*, and for base URL, chain id and hotel ids.
2. Enter them. Have \`tokenPath\`, \`reservationPath\` and \`incrementalParam\` confirmed: they are not publicly documented.
3. Polling runs by itself. To poll at once, send a POST to the poll URL of this integration: its answer says how it went.`

/** How to erase a guest. */
export const erasing = `1. Ask Aven Hospitality support, who process the data for the hotel, to erase the guest: no public API does it fully.
2. Guest profiles can be deleted by \`OTA_DeleteRQ\` with their profile id. If several profiles match, all of them are deleted: look first.
3. In past reservations overwrite name, e-mail, phone, address and comments (Reservation Services, PATCH), where the hotel may do that.
4. Erase the copies in the property management system, in the card vault and in e-mail logs.`
