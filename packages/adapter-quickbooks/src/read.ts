import type { Answer, Call, Integration, Platform, Read, Want } from '@conduit/core'
import { callWithToken, completed, textOf, valueAt } from '@conduit/core'
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
 * Reads what a notification names. What is gone holds no personal data. After a company has
 * disconnected (403) the rest waits until it is connected again.
 * @see https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/customer
 */
export async function read(
  want: Want,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<Read> {
  const url = companyUrl(settings, String(want.ref.document))
  return completed(want, await askCompany(settings, platform, { url, json: shape }))
}

/** The address of a document of the company, or of a query, which has its own `?`. */
export function companyUrl({ apiBaseUrl, realmId }: Settings, document: string): string {
  const joint = document.includes('?') ? '&' : '?'
  return `${apiBaseUrl}/v3/company/${realmId}/${document}${joint}minorversion=${minorVersion}`
}

/** A call with the company's own token. @throws `PlatformError` */
export async function askCompany(
  settings: Settings,
  platform: Platform,
  call: Call,
): Promise<Answer> {
  const { clientId: user = '', clientSecret: password = '' } = settings
  const client = { url: tokenUrl, basic: { user, password } }
  const answer = await callWithToken(platform, settings, client, call)
  return { ...answer, status: statusOf(answer) }
}

/** A fault may come with status 200 and is no document; that of an object that is gone has 400. */
function statusOf({ json, status }: Answer): number {
  const fault = valueAt(json, '/Fault')
  if (textOf(valueAt(fault, '/Error/0/code')) === notFound) return 404
  return fault !== undefined && status === 200 ? 502 : status
}
