import {
  type ExportedDocument,
  type JsonValue,
  listAt,
  type PersonExport,
  readDocument,
  requestJson,
  textAt,
} from '@conduit/core'
import {
  callOf,
  documents,
  findContacts,
  isContact,
  isId,
  listed,
  organisations,
  pages,
  type Reader,
  whereContact,
} from './find-objects.ts'
import type { Settings } from './settings.ts'

/** As many ids as an address bears. */
const paymentsAtOnce = 20

/**
 * A contact with its documents, payments and history, in whichever of the organisations it stands.
 *
 * @see https://developer.xero.com/documentation/api/accounting/contacts
 */
export const copy: PersonExport<Settings> = {
  async find(person, own, platform) {
    return await findContacts(person, own, platform)
  },

  async *read(target, own, platform) {
    if (!isContact(target)) return
    const { id } = target
    for (const reader of await organisations(own, platform)) {
      const content = await readDocument(reader, callOf(`Contacts/${id}`))
      if (content === null) continue
      yield { object: 'contact', content }
      yield* readHanging(id, reader)
      return
    }
  },
}

async function* readHanging(id: string, reader: Reader): AsyncGenerator<ExportedDocument> {
  const history = await requestJson(reader, callOf(`Contacts/${id}/History`))
  yield { object: 'history', content: history as JsonValue }
  const payments = new Set<string>()
  for (const [folder, query] of documents) {
    for await (const content of pages(folder, query(id), reader)) {
      yield { object: folder, content }
      for (const document of listAt(content, `/${folder}`)) {
        for (const payment of listed(document, 'Payments')) {
          payments.add(textAt(payment, '/PaymentID'))
        }
      }
    }
  }
  const repeating = callOf(`RepeatingInvoices?${whereContact(id)}`)
  const invoices = await requestJson(reader, repeating)
  if (listAt(invoices, '/RepeatingInvoices').length > 0) {
    yield { object: 'RepeatingInvoices', content: invoices as JsonValue }
  }
  yield* readPayments([...payments], reader)
}

/** A document has a summary of its payments: what was told to the bank stands in themselves. */
async function* readPayments(
  ids: readonly string[],
  reader: Reader,
): AsyncGenerator<ExportedDocument> {
  const known = ids.filter(id => isId(id))
  for (let at = 0; at < known.length; at += paymentsAtOnce) {
    const some = known.slice(at, at + paymentsAtOnce).map(id => `PaymentID==guid("${id}")`)
    const query = `where=${encodeURIComponent(some.join(' OR '))}`
    for await (const content of pages('Payments', query, reader)) {
      yield { object: 'Payments', content }
    }
  }
}
