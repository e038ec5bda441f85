import type {
  Answer,
  Call,
  Integration,
  Platform,
  PlatformEvent,
  Read,
  Rejection,
  Want,
} from '@conduit/core'
import { completed, PlatformError, requestToken } from '@conduit/core'
import { type TSchema, Type } from '@sinclair/typebox'
import { markRecord } from './record.ts'
import type { Settings } from './settings.ts'

const found = Type.Object({ Id: Type.String() })

/** Nothing can be read without an app to sign in with. */
export function hosts({ instanceUrl, clientId, clientSecret }: Settings): readonly string[] {
  return instanceUrl && clientId && clientSecret ? [new URL(instanceUrl).host] : []
}

/**
 * Reads the records that a gap event names, whole: a list of fields with one that the organisation
 * does not have would fail, and custom ones may be mapped. 404 is a record deleted since.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_sobject_retrieve_get.htm
 */
export async function read(
  want: Want,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<Read> {
  const { object, ids, event } = want.ref as { object: string; ids: string[]; event: string }
  const records: PlatformEvent[] = []
  const rejected: Rejection[] = []
  for (const id of ids) {
    const { status, json } = await askSalesforce(
      `sobjects/${object}/${id}`,
      found,
      settings,
      platform,
    )
    const record = completed(want, { status, json: markRecord({ ...Object(json) }, object) })
    if (record.event) records.push({ ...record.event, id: `${event}:${id}` })
    for (const each of record.rejected ?? []) rejected.push(each)
  }
  const [first, ...further] = records
  // Where none of them could be read, the event is given up.
  if (first === undefined && rejected.length > 0) return { rejected }
  return { event: first ?? null, further, rejected }
}

/** Asks for a path of the REST API, signed in with the organisation's own app. @throws `PlatformError` */
export async function askSalesforce(
  path: string,
  json: TSchema,
  settings: Settings,
  platform: Platform,
): Promise<Answer> {
  return await callSalesforce(restPath(path), { json }, settings, platform)
}

/** Where something of the REST API is. */
export function restPath(path: string): string {
  return `/services/data/v64.0/${path}`
}

/**
 * Any call, signed in with the organisation's own app.
 * @param call without its address; a function is given the token, for what has it in its body
 * @throws `PlatformError`
 */
export async function callSalesforce(
  path: string,
  call: Omit<Call, 'url'> | ((token: string) => Omit<Call, 'url'>),
  settings: Settings,
  platform: Platform,
): Promise<Answer> {
  const { instanceUrl, clientId = '', clientSecret = '' } = settings
  const url = new URL(path, instanceUrl)
  const client = { client_id: clientId, client_secret: clientSecret }
  const grant = {
    url: new URL('/services/oauth2/token', instanceUrl),
    form: { grant_type: 'client_credentials', ...client },
  }
  const answer = await platform.authorized(
    () => requestToken(platform, grant),
    token => {
      const given = typeof call === 'function' ? call(token) : call
      return { ...given, url, headers: { ...given.headers, authorization: `Bearer ${token}` } }
    },
  )
  const isLimited = codeOf(answer) === 'REQUEST_LIMIT_EXCEEDED'
  if (isLimited) throw new PlatformError('rate_limited', 'daily limit of calls')
  return answer
}

/** The machine word of a refusal; also where an answer without a body was expected. */
export function codeOf({ text }: Answer): string | null {
  return /^\s*\[.*"errorCode"\s*:\s*"(\w{1,100})"/s.exec(text)?.[1] ?? null
}
