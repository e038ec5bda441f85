import {
  type Answer,
  type JsonValue,
  listAt,
  PlatformError,
  successOf,
  textOf,
  valueAt,
} from '@conduit/core'
import type { Part } from './holdings.ts'

/** Asks for a path of the REST API. */
export type Api = (path: string) => Promise<Answer>

/** A list that is longer is none of one person's. */
const mostBatches = 1_000
/** Codes for what there is not, or what the user may not read: Salesforce does not tell which. */
const unreadable: ReadonlySet<string> = new Set(['INVALID_TYPE', 'INVALID_FIELD'])

/** A text as it stands in SOQL: nothing in it ends the text. */
export function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`
}

/**
 * Asks with SOQL, batch by batch.
 *
 * @param isStandard every organisation has what is asked for: that it cannot be read is an error
 * @param resource `queryAll`: what was deleted as well
 * @throws `PlatformError`
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm
 */
export async function* query(
  soql: string,
  isStandard: boolean,
  api: Api,
  resource: 'query' | 'queryAll' = 'query',
): AsyncGenerator<JsonValue> {
  let path: string | null = `${resource}?q=${encodeURIComponent(soql)}`
  const read = new Set<string>()
  for (let batch = 0; path !== null; batch++) {
    if (batch === mostBatches || read.has(path))
      throw new PlatformError('upstream_error', 'a list without an end')
    read.add(path)
    const answer = await api(path)
    if (unreadable.has(textOf(valueAt(answer.json, '/0/errorCode')) ?? '')) {
      if (!isStandard && batch === 0) return
      throw new PlatformError('auth_failed', 'the user may not read this', { status: 403 })
    }
    const page = successOf(answer).json as JsonValue
    yield page
    path = nextOf(page)
  }
}

/**
 * All records of a part with all of their fields: 200 at a time, more are not allowed. Of those with long
 * texts as many as an answer that is read can hold.
 */
export async function* wholeRecords(
  { object, isStandard = false, isLong = false }: Part,
  where: string,
  api: Api,
): AsyncGenerator<JsonValue> {
  const most = isLong ? 25 : 200
  let after = ''
  for (let part = 0; part < mostBatches; part++) {
    const further = after === '' ? '' : ` AND Id > ${quoted(after)}`
    const soql = `SELECT FIELDS(ALL) FROM ${object} WHERE (${where})${further} ORDER BY Id LIMIT ${most}`
    let count = 0
    for await (const page of query(soql, isStandard, api)) {
      const records = recordsOf(page)
      if (records.length === 0) continue
      yield page
      count += records.length
      after = textOf(valueAt(records.at(-1), '/Id')) ?? ''
    }
    if (count < most) return
  }
  throw new PlatformError('upstream_error', 'a list without an end')
}

/** The records of a batch. @throws `PlatformError` if it is none */
export function recordsOf(page: unknown): readonly JsonValue[] {
  return listAt(page, '/records')
}

/** Only the last part of the address is taken, so that it leads nowhere else. */
function nextOf(page: unknown): string | null {
  if (valueAt(page, '/done') === true) return null
  const [, locator] =
    /\/query\/([\w-]+)$/.exec(textOf(valueAt(page, '/nextRecordsUrl')) ?? '') ?? []
  if (locator === undefined) throw new PlatformError('upstream_error', 'no way to the next records')
  return `query/${locator}`
}
