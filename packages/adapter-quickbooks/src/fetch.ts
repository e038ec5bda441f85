import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { callWithToken, completed, valueAt } from '@conduit/core'
import type { Settings } from './settings.ts'

/** Where access tokens are renewed. */
const identityHost = 'oauth.platform.intuit.com'
/** Pinned: without it the fields are those of an older version. */
const minorVersion = 75
/** Code of the fault “Object Not Found”. */
const notFound = '610'

/** Nothing can be read without a token. */
export function hosts({ accessToken, refreshToken, apiBaseUrl }: Settings): readonly string[] {
  const { host } = new URL(apiBaseUrl)
  if (refreshToken !== undefined) return [host, identityHost]
  return accessToken === undefined ? [] : [host]
}

/**
 * Reads what notifications name. What is gone holds no personal data.
 * @see https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/customer
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  const { apiBaseUrl, realmId, clientId = '', clientSecret = '' } = settings
  const client = {
    url: `https://${identityHost}/oauth2/v1/tokens/bearer`,
    basic: { user: clientId, password: clientSecret },
  }
  for (const want of wanted) {
    const url = `${apiBaseUrl}/v3/company/${realmId}/${want.ref.document}?minorversion=${minorVersion}`
    const answer = await callWithToken(platform, settings, client, { url })
    if (answer.status === 403) {
      yield { events: [], rejected: [{ path: '', reason: 'the company has disconnected' }] }
      return
    }
    const isGone = `${valueAt(answer.json, '/Fault/Error/0/code')}` === notFound
    yield* completed(want, isGone ? { ...answer, status: 404 } : answer)
  }
}
