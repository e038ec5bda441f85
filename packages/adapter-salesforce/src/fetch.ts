import type { Connection, Fetched, Platform, PlatformEvent, Wanted } from '@conduit/core'
import { PlatformError, requestToken, valueAt } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import type { Settings } from './settings.ts'
import { markRecord } from './to-events.ts'

const found = Type.Object({ Id: Type.String() })

/** Nothing can be read without an app to sign in with. */
export function hosts({ instanceUrl, clientId, clientSecret }: Settings): readonly string[] {
  return instanceUrl && clientId && clientSecret ? [new URL(instanceUrl).host] : []
}

/**
 * Reads the records that gap events name, whole: a list of fields with one that the organisation
 * does not have would fail, and custom ones may be mapped. 404 is a record deleted since.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_sobject_retrieve_get.htm
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  for (const want of wanted) {
    const { object, ids, event } = want.ref as { object: string; ids: string[]; event: string }
    const events: PlatformEvent[] = []
    const rejected: { path: string; reason: string }[] = []
    for (const id of ids) {
      const { status, json } = await readRecord(`${object}/${id}`, settings, platform)
      const data = markRecord({ ...Object(json) }, object)
      if (status === 200) events.push({ ...want.event, id: `${event}:${id}`, path: '', data })
      else if (status !== 404) rejected.push({ path: '', reason: `status ${status}` })
    }
    // Where none of them could be read, it is not answered.
    const isAnswered = events.length > 0 || rejected.length === 0
    yield { ...(isAnswered && { for: want }), events, rejected }
  }
}

async function readRecord(record: string, settings: Settings, platform: Platform) {
  const { instanceUrl, clientId = '', clientSecret = '' } = settings
  const url = new URL(`/services/data/v64.0/sobjects/${record}`, instanceUrl)
  const client = { client_id: clientId, client_secret: clientSecret }
  const grant = {
    url: new URL('/services/oauth2/token', instanceUrl),
    form: { grant_type: 'client_credentials', ...client },
  }
  const answer = await platform.authorized(
    () => requestToken(platform, grant),
    token => ({ url, headers: { authorization: `Bearer ${token}` }, json: found }),
  )
  const isLimited = valueAt(answer.json, '/0/errorCode') === 'REQUEST_LIMIT_EXCEEDED'
  if (isLimited) throw new PlatformError('rate_limited', 'daily limit of calls')
  return answer
}
