/** How to connect. */
export const connecting = `Xero has no API for webhooks: a person sets one up at **developer.xero.com > My Apps > the app > Webhooks**.
1. Choose the categories (contacts, invoices, credit notes, prepayments, payments), paste the webhook URL of this integration, save.
2. Copy the *webhook key* that is shown now into \`signingSecret\`, as it is.
3. Press **Send “Intent to receive”** and wait for the status *OK*. A webhook that got another URL, or was off for a day, needs this again.
4. Connect each organisation to the app (scopes \`accounting.contacts.read accounting.transactions.read offline_access\`), enter its tenant id in \`tenantIds\`, and \`refreshToken\`, \`clientId\` and \`clientSecret\` to read contacts and documents.`

/** How to erase a contact. */
export const erasing = `Xero cannot delete a contact. Ask Xero support for a GDPR request on it where full redaction is needed; otherwise:
1. Find it under Contacts, archived ones too, by e-mail address or contact id. One with the status GDPRREQUEST cannot be edited: it is done.
2. Name it “Redacted” and the first part of its id (a name must be unique). Clear first and last name, e-mail, phones, addresses, bank account, tax number, account number and all further people.
3. Archive it, open it again and see that nothing is left.
4. Invoices and other documents keep the name by tax law; history notes and attachments must be looked through by hand.`
