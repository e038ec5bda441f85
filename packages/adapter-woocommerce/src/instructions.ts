/** What is set up in the shop by hand. */
export const instructions = `In WordPress open **WooCommerce > Settings > Advanced > Webhooks** and add one webhook for each of these topics:
customer.created, customer.updated, customer.deleted, order.created, order.updated, order.deleted, order.restored.

1. *Status*: Active. *Delivery URL*: the webhook URL of this integration, on port 80, 443 or 8080.
2. *Secret*: the signing secret of this integration, the same in all of them. If it is left empty the shop makes one up that nobody can read.
3. *API Version*: WP REST API Integration v3. Saving calls that URL at once: “Delivery URL returned response code” must not appear.
4. Open each webhook again and see that its delivery URL still holds both \`did\` and \`dxKey\`.

With \`shopUrl\`, \`consumerKey\` and \`consumerSecret\` (WooCommerce > Settings > Advanced > REST API, permission Read/Write, a shop manager or administrator as its user) all this happens by itself, as long as no \`signingSecret\` was entered.`
