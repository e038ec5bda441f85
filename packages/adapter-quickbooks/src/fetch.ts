import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { allowed, callWithToken, completed, valueAt } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import type { Settings } from './settings.ts'

/** Where access tokens are renewed. */
const tokenUrl = 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer'
/** Pinned: without it the fields are those of an older version. */
const minorVersion = 75
/** Code of the fault “Object Not Found”. */
const notFound = '610'
const shape = Type.Object({ time: Type.String() })

/** Nothing can be read without a token. */
export function hosts({ accessToken, refreshToken, apiBaseUrl }: Settings): readonly string[] {
  const { host } = new URL(apiBaseUrl)
  if (refreshToken !== undefined) return [host, new URL(tokenUrl).host]
  return accessToken === undefined ? [] : [host]
}

/**
 * Reads what notifications name. What is gone holds no personal data. After a company has
 * disconnected (403) the rest waits until it is connected again.
 * @see https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/customer
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  const { apiBaseUrl, realmId, clientId: user = '', clientSecret: password = '' } = settings
  const client = { url: tokenUrl, basic: { user, password } }
  for (const want of wanted) {
    const url = `${apiBaseUrl}/v3/company/${realmId}/${want.ref.document}?minorversion=${minorVersion}`
    const answer = await callWithToken(platform, settings, client, { url, json: shape })
    // A fault may come with status 200.
    const fault = valueAt(answer.json, '/Fault')
    const isGone = `${valueAt(fault, '/Error/0/code')}` === notFound
    const status = isGone ? 404 : fault === undefined ? answer.status : 502
    yield* completed(want, allowed({ ...answer, status }))
  }
}
