/** How to connect. */
export const connecting = `Intuit has no API for webhooks: a person sets one up, **once for an Intuit app and environment**, then each company is connected.
1. At **developer.intuit.com > the app > Webhooks** choose *Production* (or *Development* for the sandbox), enter the URL of this integration's endpoint (it is the same for all companies), tick Customer, Vendor, Employee, Invoice, SalesReceipt, Payment, Estimate, CreditMemo, RefundReceipt and TimeActivity with all operations, save. Changes take up to five minutes.
2. Copy the *verifier token* that is shown now into \`signingSecret\` **of the server's options**, as it is. A token in one company's own settings proves nothing. With both environments on one URL, put the other's token into \`previousSigningSecrets\`.
3. For every company: let an administrator connect the app (scope \`com.intuit.quickbooks.accounting\`); the redirect brings \`realmId\`. Enter it here, and \`refreshToken\`, \`clientId\` and \`clientSecret\` to read the people and documents that notifications name.
4. Change a customer in the company and see its event arrive.`

/** How to erase a person. */
export const erasing = `QuickBooks cannot delete a customer, vendor or employee; it can only make one inactive, and that keeps all data. The target names the kind and the id: \`https://app.qbo.intuit.com/app/customerdetail?nameId=<id>\` opens a customer.
1. Open the person (*Sales > Customers*, *Expenses > Vendors*, *Payroll > Employees*; inactive ones by *Include inactive*) and look for sub-customers and projects below it: each holds copies.
2. Edit: name it “Erased” and a random text (display names must be unique over all kinds), and empty first, middle and last name, company, name on checks, e-mail, phones, website, addresses, notes, tax and account numbers. Delete attachments.
3. Save, and only then make it inactive: QuickBooks would otherwise keep the old name with “(deleted)” behind it.
4. Invoices, receipts, estimates and bills keep addresses, e-mail addresses, memos and descriptions: empty them as far as tax law lets you. Closed periods refuse changes.
5. Open the person again and see that nothing is left. The audit log keeps the old values and cannot be edited: note that as retained.`
