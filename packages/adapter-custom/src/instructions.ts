/** Everything is set up in the operator's own system. */
export const connecting = `Let your system send a POST with \`Content-Type: application/json\` for each event:

1. Prefer the credential in headers, \`X-Conduit-DID\` and \`Authorization: Bearer <DX Key>\`, or \`?did=…&dpid=…\` with the bearer header: a DX Key in a URL ends in the logs of proxies.
2. Sign with a Standard Webhooks library, with the signing secret of this integration: headers \`webhook-id\`, \`webhook-timestamp\`, \`webhook-signature\`. A retry repeats the id. Unsigned events are recorded, but open no requests.
3. Repeat on 429, 500 and 503 and when nothing answers, waiting longer each time; do not repeat on 400 and 401.`

/** How to erase a person. */
export const erasing =
  'Erase the person in your own system: the records found by the ids and addresses listed, what was derived from them, and the copies in backups, exports and logs when those expire. Then confirm the task here.'
