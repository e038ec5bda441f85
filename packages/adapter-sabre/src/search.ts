import { randomUUID } from 'node:crypto'
import { type Call, type Platform, PlatformError, requestToken, type Token } from '@conduit/core'
import type { Settings, State } from './settings.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const usual = { context: 'WBSVC', accept: 'application/json', 'accept-language': 'en-US' }

/**
 * The document that a call answers. Anything but 200 with JSON is an error, never “no reservations”.
 * @see https://developer.synxis.com/guides/rest_api/basic-information
 */
export async function search(call: Call, settings: Settings, platform: Platform<State>) {
  const { json, status } = await platform.authorized(
    () => obtainToken(settings, platform),
    token => {
      const own = { authorization: `Bearer ${token}`, activityid: randomUUID() }
      return { ...call, headers: { ...usual, ...own, ...call.headers }, json: true }
    },
  )
  if (status === 200) return json
  const code = status === 403 ? 'auth_failed' : 'upstream_error'
  throw new PlatformError(code, 'the search was refused', { status })
}

/** User and password are encoded twice. @see https://developer.synxis.com/guides/rest_api/token */
async function obtainToken(settings: Settings, platform: Platform<State>): Promise<Token> {
  const { baseUrl, password, tokenPath, username } = settings
  const token = await requestToken(platform, {
    url: new URL(tokenPath, baseUrl),
    basic: { user: base64(username), password: base64(password) },
    form: { grant_type: 'client_credentials' },
  })
  if (token === null) throw new PlatformError('auth_failed', 'no access token was given')
  return token
}
