import {
  type ExportedDocument,
  type JsonValue,
  type PersonExport,
  readAllowed,
  successOf,
  textOf,
  valueAt,
} from '@conduit/core'
import { findRecords, salesforce } from './find-objects.ts'
import { fullId } from './full-id.ts'
import { holdings, type Part, sameOf } from './holdings.ts'
import { type Api, quoted, recordsOf, wholeRecords } from './query.ts'
import type { Settings } from './settings.ts'

/**
 * Contacts, leads, person accounts and their like, each whole, with what hangs on them.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql.htm
 */
export const copy: PersonExport<Settings> = {
  async find(person, { settings }, platform) {
    return await findRecords(person, salesforce(settings, platform))
  },

  async *read({ object, id }, { settings }, platform) {
    const full = fullId(id)
    if (full === null || !Object.hasOwn(holdings, object)) return
    yield* readWhole(object, full, salesforce(settings, platform))
  },
}

async function* readWhole(object: string, id: string, api: Api): AsyncGenerator<ExportedDocument> {
  const answer = await api(`sobjects/${object}/${id}`)
  if (answer.status === 404) return
  const content = successOf(answer).json as JsonValue
  if (object === 'Account' && valueAt(content, '/IsPersonAccount') !== true) return
  yield { object, content }
  const same = (sameOf[object] ?? []).flatMap(([field, kind]) => {
    const other = fullId(textOf(valueAt(content, `/${field}`)) ?? '')
    return other === null ? [] : [readWhole(kind, other, api)]
  })
  const hanging = (holdings[object] ?? []).map(part => readPart(part, [id], api))
  yield* readAllowed([...hanging, ...same])
}

async function* readPart(
  part: Part,
  ids: readonly string[],
  api: Api,
): AsyncGenerator<ExportedDocument> {
  const { object, by, behind = [] } = part
  const listed = [...new Set(ids)].map(quoted).join(', ')
  const where = by.map(field => `${field} IN (${listed})`).join(' OR ')
  for await (const content of wholeRecords(part, where, api)) {
    yield { object, content }
    for (const next of behind) {
      const from = recordsOf(content).flatMap(
        record => fullId(textOf(valueAt(record, `/${next.from ?? 'Id'}`)) ?? '') ?? [],
      )
      if (from.length > 0) yield* readPart(next, from, api)
    }
  }
}
