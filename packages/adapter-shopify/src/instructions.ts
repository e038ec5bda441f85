/** How a person connects a shop or an app. */
export const connecting = `Shopify sends to this integration's webhook URL. It has to be public HTTPS.

**An app** (the usual way; \`signingSecret\` is its client secret, Dev Dashboard > the app > Settings):

1. In \`shopify.app.toml\` subscribe the topics, with the webhook URL as \`uri\`, and deploy:
   \`topics = ["customers/create", "customers/update", "customers/delete", "customers_email_marketing_consent/update", "customers_marketing_consent/update", "orders/create", "orders/updated", "orders/cancelled", "app/uninstalled"]\`
   and, in a subscription of their own, \`compliance_topics = ["customers/data_request", "customers/redact", "shop/redact"]\`. These three exist only there or in the dashboard, never by the API.
2. The app needs \`read_customers\`, \`read_orders\` and, unless it is a custom app, access to protected customer data, level 2: without it fields come empty or the subscription is refused.
3. One URL serves all shops of the app. List the shops of this integration in \`shopDomains\`.

With one shop in \`shopDomains\` and \`clientId\` or \`accessToken\` the \`topics\` of 1 are subscribed by themselves; leave them out of \`shopify.app.toml\` then. The \`compliance_topics\` stay for you to declare.

**Without an app**: in the shop's admin open Settings > Notifications > Webhooks, create one webhook per event in the format JSON with the webhook URL, and copy the secret shown below the list into \`signingSecret\`. Compliance topics cannot be had this way.`

/** What the API cannot subscribe. */
export const connectingTheRest =
  'all but the compliance topics. Declare these in `shopify.app.toml`, with the webhook URL as `uri`: ' +
  '`compliance_topics = ["customers/data_request", "customers/redact", "shop/redact"]`, and deploy.'

/** How a person erases a customer. */
export const erasing = `In the shop’s admin open Customers and search for the customer by the id or e-mail address listed. Choose More actions > Erase personal data; an app calls customerRequestDataErasure instead (scope write_customer_data_erasure; an answer without userErrors, or DOES_NOT_EXIST, means done). Shopify erases after 10 days, or 180 days after the last order, and tells every installed app by customers/redact. That comes back here as well and needs no second erasure. Goods, amounts and times of orders stay. A customer without orders can be deleted at once: More actions > Delete customer. Clear order notes and engravings that speak of the person by hand.`
