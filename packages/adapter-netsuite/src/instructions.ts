const script = `/**
 * @NApiVersion 2.1
 * @NScriptType UserEventScript
 */
define(['N/https', 'N/crypto', 'N/crypto/random', 'N/encode', 'N/runtime'], (https, crypto, random, { Encoding }, runtime) => ({
  afterSubmit({ type, newRecord, oldRecord }) {
    const { type: recordType, id: recordId } = newRecord
    const changed = id => newRecord.getValue(id) !== oldRecord.getValue(id)
    const body = JSON.stringify({
      eventId: random.generateUUID(), accountId: runtime.accountId, eventType: recordType + '.' + type,
      recordType, recordId, timestamp: new Date().toISOString(), executionContext: runtime.executionContext,
      changedFields: type === 'edit' || type === 'xedit' ? newRecord.getFields().filter(changed) : undefined,
      record: type === 'delete' ? null : undefined,
    })
    const key = crypto.createSecretKey({ secret: 'custsecret_privacy_hmac', encoding: Encoding.UTF_8 })
    const hmac = crypto.createHmac({ algorithm: crypto.HashAlg.SHA256, key })
    hmac.update({ input: body, inputEncoding: Encoding.UTF_8 })
    const signature = hmac.digest({ outputEncoding: Encoding.HEX })
    const url = runtime.getCurrentScript().getParameter({ name: 'custscript_privacy_url' })
    try {
      const headers = { 'Content-Type': 'application/json', 'X-NetSuite-Signature': signature }
      const { code } = https.post({ url, body, headers })
      if (code < 200 || code > 299) log.error('privacy event refused', code)
    } catch (error) {
      log.error('privacy event not sent', error.name)
    }
  },
}))`

/** How to connect. */
export const connecting = `NetSuite has no webhooks: a script of yours sends them. An administrator sets it up.
1. **Setup > Company > Enable Features > SuiteCloud**: *Client SuiteScript*, *Server SuiteScript*, and to read records *REST Web Services* and *OAuth 2.0*.
2. **Setup > Company > API Secrets > New**: id \`_privacy_hmac\`, a random text of 32 or more characters as its password; allow the script of step 3 to use it. Enter the same text in \`signingSecret\`, and the account ID in \`accountId\`. Do not write the secret into the script: every script editor could read it.
3. **Customization > Scripting > Scripts > New**: upload the script below as a user event script. Give it the parameter \`custscript_privacy_url\` (free-form text) and put the URL of this integration, token included, there.
4. Deploy it for each record type (customer, contact, employee, vendor, partner, sales orders, invoices, cases …), status *Released*, all roles.
5. The script sends no content, so that records are read here: create an integration record (**Setup > Integration > Manage Integrations**, *Client Credentials Grant*, scope *REST Web Services*), a key by \`openssl req -new -x509 -newkey rsa:3072 -nodes -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:64 -days 365 -keyout key.pem -out cert.pem\`, and upload \`cert.pem\` at **Setup > Integration > OAuth 2.0 Client Credentials Setup** for a role that may view these records and *Log in using OAuth 2.0 Access Tokens*. Enter \`clientId\`, \`certificateId\` and the text of \`key.pem\` in \`privateKey\`.
6. Change a customer and see its event arrive. A call that fails is only logged: NetSuite repeats nothing by itself, so a script that must lose none keeps its body and sends the same body again later.

Where \`N/crypto/random\` is missing make the id by other means. \`encoding: UTF_8\` must stay: otherwise the secret is taken for hex. Send \`body\` as the text that was signed.

\`\`\`js
${script}
\`\`\``

/** How to erase a person. */
export const erasing = `Only a script in NetSuite can erase (\`N/piremoval\`); deleting is refused once there are transactions. The target names the kind of record and its internal id. You need the permissions *Remove Personal Information Create* and *… Run*.
1. Open the record by its id (or search the id globally) and make sure that it is the person.
2. **Customization > Scripting > Script Debugger** or a scheduled script: \`const task = piremoval.createTask({ recordType: 'customer', recordIds: [1427], fieldIds: ['email', 'altemail', 'phone', 'mobilephone', 'homephone', 'fax', 'firstname', 'lastname', 'salutation', 'comments'], workflowIds: [], historyOnly: false, historyReplacement: 'removed' }); task.save(); task.run()\`. Add your custom fields. The values go, and with them system notes and workflow history; one task holds one record type.
3. It runs in the background: ask \`piremoval.getTaskStatus({ id: task.id })\` until it says COMPLETE, on FAILED read its \`logList\`. Running it again does no harm.
4. Find the person's transactions, cases, messages and contacts (saved search by e-mail address and by entity) and do the same for each type with \`email\`, \`memo\`, \`message\`, \`billaddress\`, \`shipaddress\`, as far as tax law lets you.
5. By hand: the name in \`entityid\`, address book lines, files and attachments, bodies of e-mails, saved exports. Open the record again and see that nothing is left.`
