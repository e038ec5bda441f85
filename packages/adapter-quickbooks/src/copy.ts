import { type ExportedDocument, type PersonExport, readDocument } from '@conduit/core'
import {
  attachedTo,
  company,
  findPeople,
  holdings,
  isReadable,
  pages,
  type Reader,
} from './find-objects.ts'
import type { Settings } from './settings.ts'

/**
 * Customers, vendors and employees, with the documents and files that can be listed by them.
 *
 * @see https://developer.intuit.com/app/developer/qbo/docs/learn/explore-the-quickbooks-online-api/data-queries
 */
export const copy: PersonExport<Settings> = {
  async find(person, { settings }, platform) {
    return await findPeople(person, company(settings, platform))
  },

  async *read(target, { settings }, platform) {
    if (!isReadable(target)) return
    const { object, id } = target
    const reader = company(settings, platform)
    const path = `${object.toLowerCase()}/${id}`
    const content = await readDocument(reader, reader.callOf(path))
    if (content === null) return
    yield { object, content }
    for (const [kind, by] of holdings[object] ?? []) {
      yield* documents(kind, `${by} = '${id}'`, reader)
    }
    yield* documents('Attachable', attachedTo(target), reader)
  },
}

async function* documents(
  object: string,
  where: string,
  reader: Reader,
): AsyncGenerator<ExportedDocument> {
  for await (const content of pages(object, where, reader)) yield { object, content }
}
